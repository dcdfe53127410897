"""What is said before what, when not everything can be said at once."""

from enum import IntEnum


class Priority(IntEnum):
    """How urgent it is to say something: the smaller, the sooner."""

    ANSWER = 0  # somebody has just written or tapped, and waits
    ALERT = 1  # something has happened that concerns him
    DIGEST = 2  # what has come together, once a day
    MAILING = 3  # the same to many people
