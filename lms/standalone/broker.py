"""The file-system broker of the embedded settings, with messages that appear whole."""

import os
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A message is written aside and then renamed.

    The stock channel opens the file under its final name first, and a worker that looks at that moment takes an empty
    message, fails to read it and ends.
    """

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]  # as its parent names it
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        aside = folder / f".{name}.part"  # no queue asks for files that end so
        try:
            aside.write_text(dumps(payload), encoding="utf-8")
            os.replace(aside, folder / name)  # noqa: PTH105 - the rename that is atomic on every platform
        except OSError as error:
            sentence = f"The message {name} could not be written to {folder}."
            raise ChannelError(sentence) from error


class Transport(filesystem.Transport):
    Channel = Channel
