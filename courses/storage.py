"""Where study materials lie: a folder no web server serves."""

import os

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from courses import conf


@deconstructible(path="courses.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files have no address of their own: only a view that checked the reader sends one."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:  # read late, where Django reads it once
        return str(conf.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)  # noqa: PTH100 - resolving links would leave the folder Django checks

    def url(self, name: str | None) -> str:
        message = f"{name} is private and has no address."
        raise ValueError(message)
