"""Expected obstacles: refusals that a person can read and act on."""

from django.utils.functional import Promise


class Obstacle(Exception):
    """Base of every refusal an action may answer with.

    Subclasses live beside the action that raises them, are named after the obstacle (CohortFull, DeadlinePassed)
    and carry a translated sentence saying what happened and what the person can do.
    """

    message: str | Promise = ""

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(self.message))
