"""``tiepdan bench``: how long pages take with few and with many rows, beside a bare Flask page."""
