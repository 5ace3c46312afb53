"""Streams that nginx holds with its module nchan: no thread and no connection of ours per listener.

The application decides who may listen and hands the stream over with ``X-Accel-Redirect``. nginx then
subscribes it to two channels: one of its own, by which it is ended, and one it shares with all that
hear the same topics of the same tenant. What is sent are the very lines of ``core.live.words``; the
places are those in the tenant's chain, so ``Last-Event-ID`` and catching up stay ours. Names of
channels are random, made by this process and known to nginx alone; only this process publishes to
them. What it no longer watches over hears nothing.

A stream is handed over when it has missed nothing. If something was published before nginx had
subscribed it, nobody can say whether the client got it: then it is ended, and the client comes back
with the number of what it has really got. So nothing is missed and nothing repeated.
"""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import structlog

from core.live.hub import Crowded, Ear, Hub, Listener, Message, Room
from core.live.places import Places
from core.live.words import line
from core.tenancy.scope import TenantRef

log = structlog.get_logger(__name__)
#: nginx answers at once or is not there.
SECONDS = 2.0
#: After nginx has subscribed a stream, its processes may need so long to agree on it.
SETTLE_SECONDS = 0.03
#: A stream that nginx has not subscribed by then is not coming.
ARRIVE_SECONDS = 5.0
#: nginx is asked this often whether a stream still has its listener.
ALIVE_SECONDS = 30.0
BEAT_SECONDS = 10.0
LATE_SECONDS = 1.0
FORGET_SECONDS = 60.0
ROUND_SECONDS = 0.02


class NginxSilentError(Exception):
    """nginx did not take what was published."""


class Nchan:
    """The publisher's side of nginx; a few connections are kept open."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname or "127.0.0.1", parts.port or 80, parts.path.rstrip("/")
        self._idle: deque[http.client.HTTPConnection] = deque()

    def _ask(self, method: str, channel: str, body: str | None = None) -> tuple[int, bytes]:
        for fresh in (False, True):  # an idle one may have been closed by nginx meanwhile
            line = self._connection(fresh=fresh)
            try:
                line.request(method, f"{self.path}/{channel}", body and body.encode(), {"Accept": "application/json"})
                answer = line.getresponse()
                found = answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                line.close()
                if fresh:
                    raise NginxSilentError(type(error).__name__) from None
            else:
                self._idle.append(line)
                return found
        raise NginxSilentError("unreachable")

    def _connection(self, *, fresh: bool) -> http.client.HTTPConnection:
        try:
            if not fresh:
                return self._idle.pop()
        except IndexError:
            pass
        return http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)

    def close(self) -> None:
        """Let go of the connections."""
        while self._idle:
            self._idle.pop().close()

    def publish(self, channel: str, text: str) -> None:
        """Send text to everybody on a channel. Raises NginxSilentError."""
        status, _body = self._ask("POST", channel, text)
        if status not in (200, 201, 202):
            raise NginxSilentError(str(status))

    def listeners(self, channel: str) -> int:
        """How many streams are subscribed to a channel. Raises NginxSilentError."""
        status, body = self._ask("GET", channel)
        try:
            return int(json.loads(body)["subscribers"]) if status == 200 else 0
        except (ValueError, KeyError, TypeError):
            raise NginxSilentError("not nchan") from None

    def end(self, channel: str) -> None:
        """End every stream that is subscribed to a channel. Raises NginxSilentError."""
        self._ask("DELETE", channel)


class Held(Listener):
    """One stream in nginx's hands."""

    def __init__(self, ear: Ear, hub: NchanHub) -> None:
        super().__init__(ear)
        self.hub = hub
        self.own = secrets.token_urlsafe(16)
        self.shared = ""
        self.published = 0
        self.joined_at = self.asked_at = time.monotonic()
        self.subscribed_at: float | None = None
        self.settled = False

    def end(self, reason: str) -> None:
        """Have nginx end it, once."""
        if not self.ended:
            self.ended = reason
            self.hub.leave(self)
            self.hub.late[self.own] = time.monotonic()
            try:
                self.hub.nchan.end(self.own)
            except NginxSilentError as error:
                log.warning("nginx did not answer", error=str(error))

    def probe(self) -> None:
        """Ask nginx whether anybody is still there."""
        self.asked_at = time.monotonic()
        try:
            if not self.hub.nchan.listeners(self.own) and self.settled:
                self.hub.leave(self)
        except NginxSilentError:
            self.end("unsure")


class NchanHub(Hub):
    """Listeners held by nginx. Delivers once per tenant and set of topics, however many listen."""

    def __init__(self, nchan: Nchan, places: Places, limit: int, per_user: int) -> None:
        super().__init__(limit, per_user)
        self.nchan, self.places = nchan, places
        #: (tenant, topics) -> [name of the channel, how many times something was published there]
        self.channels: dict[tuple[int, frozenset[str]], list[Any]] = {}
        #: Streams that were ended, and when: nginx is asked for a while whether one came all the same.
        self.late: dict[str, float] = {}
        self.unsettled: list[Held] = []
        self.beat_at = time.monotonic() + BEAT_SECONDS
        self.late_at = 0.0

    def join_at(self, listener: Held, position: int) -> int:
        """Let a listener hear what follows ``position``, if that is where its room stands; gives where it stands.

        Raises Crowded.
        """
        with self._left:
            for other in self._crowd(listener):
                other.probe()
            if self.closed or self._crowd(listener):
                raise Crowded
            tenant: TenantRef = listener.ear.tenant
            room = self.rooms.get(tenant.id)
            if room is not None and room.position != position:
                return room.position
            self.rooms.setdefault(tenant.id, Room(tenant, position)).listeners.add(listener)
            channel = self.channels.setdefault((tenant.id, listener.ear.topics), [secrets.token_urlsafe(16), 0])
            listener.shared, listener.published = channel
            self.unsettled.append(listener)
            return position

    def deliver(self, tenant_id: int, messages: list[Message], read_to: int) -> None:
        """Publish what is new to each set of topics that somebody of the tenant listens to."""
        with self._left:
            room = self.rooms.get(tenant_id)
            if room is None:
                return
            fresh = [message for message in messages if message.seq > room.position]
            room.position = max(room.position, read_to)
            heard = {listener.ear.topics for listener in room.listeners}
            for topics in heard:
                own = [line(m.topic, self.places.seal(tenant_id, m.seq), m.ref) for m in fresh if m.topic in topics]
                if own:
                    self._publish((tenant_id, topics), "".join(own))

    def _publish(self, key: tuple[int, frozenset[str]], text: str) -> None:
        channel = self.channels[key]
        channel[1] += 1
        try:
            self.nchan.publish(channel[0], text)
        except NginxSilentError as error:
            log.error("nginx did not answer", error=str(error))  # noqa: TRY400 - no values in logs
            for listener in self.listeners():  # who knows what they got: they come back with their number
                if (listener.ear.tenant.id, listener.ear.topics) == key:
                    listener.end("unsure")

    def tend(self) -> None:
        """One round: settle hand-overs, send signs of life, forget those who left. Called every 20 ms."""
        now = time.monotonic()
        with self._left:
            self.unsettled = [one for one in self.unsettled if not (one.settled or one.ended)]
            unsettled = list(self.unsettled)
        for listener in unsettled:
            self._settle(listener, now)
        if now >= self.late_at:
            self.late_at = now + LATE_SECONDS
            self._end_late(now)
        if now < self.beat_at:
            return
        self.beat_at = now + BEAT_SECONDS
        self._beat()
        for one in self.listeners():
            if isinstance(one, Held) and one.settled and now - one.asked_at > ALIVE_SECONDS:
                one.probe()

    def _end_late(self, now: float) -> None:
        """End what nginx subscribed after we had given it up, or could not be told to end."""
        for own, since in list(self.late.items()):
            try:
                if self.nchan.listeners(own):
                    self.nchan.end(own)
                elif now - since > FORGET_SECONDS:
                    del self.late[own]
            except NginxSilentError:
                return

    def _settle(self, listener: Held, now: float) -> None:
        """Let a stream go on that nginx had subscribed before anything was published; else end it."""
        if listener.ended:
            return
        try:
            if listener.subscribed_at is None:
                if self.nchan.listeners(listener.own):
                    listener.subscribed_at = now
                elif now - listener.joined_at > ARRIVE_SECONDS:
                    listener.end("has not come")
                return
            if now - listener.subscribed_at < SETTLE_SECONDS:
                return
            with self._left:
                key = (listener.ear.tenant.id, listener.ear.topics)
                if self.channels[key][1] != listener.published:
                    listener.end("handed over too late")
                    return
                listener.settled = True
                listener.asked_at = now
                wait = 1500 + secrets.randbelow(1500)
                self.nchan.publish(listener.own, f"retry: {wait}\nevent: beat\ndata: {{}}\n\n")
        except NginxSilentError as error:
            log.warning("nginx did not answer", error=str(error))
            listener.end("unsure")

    def _beat(self) -> None:
        with self._left:
            for room in list(self.rooms.values()):
                for topics in {listener.ear.topics for listener in room.listeners if isinstance(listener, Held)}:
                    channel = self.channels[room.tenant.id, topics]
                    try:
                        self.nchan.publish(channel[0], line("beat", self.places.seal(room.tenant.id, room.position)))
                    except NginxSilentError as error:
                        log.warning("nginx did not answer", error=str(error))
            living = {(one.ear.tenant.id, one.ear.topics) for one in self.listeners()}
            self.channels = {key: value for key, value in self.channels.items() if key in living}
