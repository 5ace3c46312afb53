// The page for codes: a picture that was scanned brings the code behind the sign #, which no server sees.
"use strict";
(() => {
  const code = decodeURIComponent(location.hash.slice(1));
  const field = document.getElementById("code");
  if (code && field && !field.value) field.value = code;
  if (code) history.replaceState(null, "", location.pathname);
})();
