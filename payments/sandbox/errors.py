from typing import Any


class Refusal(Exception):
    """An error answer in the shape Stripe gives it."""

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, "param": param, "code": code}

    def as_body(self) -> dict[str, Any]:
        return {"error": {key: value for key, value in self.error.items() if value is not None}}


def missing(kind: str, object_id: str) -> Refusal:
    return Refusal(f"No such {kind}: '{object_id}'", param="id", code="resource_missing", status=404)
