"""How much may be on its way to one viewer: bounded in bytes and in time, found from its answers to
marks.

Kernel and browser buffer seconds of old data. So now and then the relay asks (`mark`) and the
viewer answers (`seen`) when it has handled everything before. Between the two lies what is out. The
control law, in short:

* An answer is *quick* when it took at most `QUICK` longer than the fastest of the last `MEMORY` to
  twice that.
* A quick answer that used at least half of the limit raises the limit by a quarter; one that used
  less raises it only up to `CREDIT`. A slow answer lowers it in proportion to the queue that it
  shows.
* A viewer is *late* when more is out than its limit (or what its feed needs, if that is more,
  unless it *queues*: its newest answer was slow, although little was out and the relay was quick),
  or when a mark has not been answered within its fastest answer plus `PATIENCE`.

docs/decisions tells how the numbers were found. Times are in seconds, sizes in bytes.
"""

from __future__ import annotations

from math import inf

SMALLEST = 768
LARGEST = 512 * 1024
CREDIT = 8 * 1024
FIRST = 4 * 1024
QUICK = 0.040
PATIENCE = 0.1
SURELY = 5
GROWTH = 0.35
MEMORY = 10.0
GIVE_UP = 30.0


class Window:
    """What was sent to a viewer, what it has seen, and how much may lie between."""

    __slots__ = (
        "_asked",
        "_fastest_before",
        "_fastest_now",
        "_lowered",
        "_memory_ends",
        "due",
        "limit",
        "queues",
        "seen",
        "sent",
    )

    def __init__(self, now: float) -> None:
        self.sent = 0
        self.seen = 0
        self.limit = float(FIRST)
        self.queues = False  # its newest answer was slow, although little was out
        self.due = inf
        self._asked: list[tuple[int, int, int, float]] = []  # mark, then: sent, out, when
        self._fastest_before = inf
        self._fastest_now = inf
        self._memory_ends = now + MEMORY
        self._lowered = 0.0

    @property
    def out(self) -> int:
        """Return how many bytes were sent and not yet seen."""
        return self.sent - self.seen

    @property
    def room(self) -> float:
        """Return how many bytes may be sent now."""
        return self.limit - (self.sent - self.seen)

    @property
    def fastest(self) -> float:
        """Return the fastest answer that is remembered; before the first, 0."""
        fastest = min(self._fastest_before, self._fastest_now)
        return 0.0 if fastest is inf else fastest

    @property
    def unasked(self) -> int:
        """Return how many bytes were sent after the newest mark."""
        return self.sent - (self._asked[-1][1] if self._asked else self.seen)

    @property
    def asked_at(self) -> float:
        """Return when the newest unanswered mark was sent; long ago when there is none."""
        return self._asked[-1][3] if self._asked else -inf

    @property
    def questions(self) -> int:
        """Return how many marks wait for an answer."""
        return len(self._asked)

    def ask(self, mark: int, now: float) -> None:
        """Note that a mark was sent, after everything counted in `sent`."""
        self._asked.append((mark, self.sent, self.out, now))
        if self.due is inf:
            self.due = now + self.fastest + PATIENCE

    def waiting(self, now: float) -> float:
        """Return for how long the oldest mark has waited for its answer."""
        return now - self._asked[0][3] if self._asked else 0.0

    def answer(self, mark: int, now: float, slack: float = 0.0) -> bool:
        """Take an answer and adapt the limit. False: there is no such question.

        `slack` is how late the relay itself is with reading answers.
        """
        index = next((i for i, question in enumerate(self._asked) if question[0] == mark), None)
        if index is None:
            return False
        _, sent, used, at = self._asked[index]
        del self._asked[: index + 1]
        news = sent - self.seen
        self.seen = sent
        self.due = self._asked[0][3] + self.fastest + PATIENCE if self._asked else inf
        self._remember(now - at, now)
        queued = now - at - self.fastest - slack
        slow = queued > max(QUICK, self.fastest / 2)
        self.queues = slow and used <= CREDIT and queued > SURELY * slack
        if slow:
            self._lower(at, now, queued)
        elif used * 2 >= self.limit:
            self.limit = min(LARGEST, self.limit + GROWTH * news)
        elif self.limit < CREDIT:
            self.limit = min(CREDIT, self.limit * 1.05)
        return True

    def _remember(self, took: float, now: float) -> None:
        if now >= self._memory_ends:
            self._fastest_before, self._fastest_now = self._fastest_now, inf
            self._memory_ends = now + MEMORY
        self._fastest_now = min(self._fastest_now, took)

    def _lower(self, asked: float, now: float, queued: float) -> None:
        """Lower the limit once for each queue: marks that were out already tell of the same one."""
        if asked >= self._lowered:
            quick = max(QUICK, self.fastest / 2)
            self.limit = max(SMALLEST, self.limit * max(0.5, quick / queued))
            self._lowered = now
