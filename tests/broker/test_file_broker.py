"""A message on the file-system broker is there whole or not at all."""

import threading
from queue import Empty

import pytest
from kombu import Connection

LARGE = "あ" * 1_000_000  # long enough to write that a reader comes in between
MESSAGES = 12


@pytest.fixture
def broker(tmp_path):
    folders = {name: str(tmp_path / name) for name in ("messages", "control")}
    for folder in folders.values():
        (tmp_path / folder).mkdir()
    options = {
        "data_folder_in": folders["messages"],
        "data_folder_out": folders["messages"],
        "control_folder": folders["control"],
    }
    return lambda: Connection(
        "filesystem://", transport="lms.standalone.broker:Transport", transport_options=options
    ).channel()


def test_a_reader_never_takes_half_a_message(broker):
    written = threading.Event()
    writer, reader, read = broker(), broker(), []

    def write() -> None:
        for number in range(MESSAGES):
            writer._put("celery", {"number": number, "text": LARGE})
        written.set()

    thread = threading.Thread(target=write)
    thread.start()
    while len(read) < MESSAGES:
        try:
            read.append(reader._get("celery"))
        except Empty:
            assert thread.is_alive() or written.is_set()
    thread.join()
    assert [message["number"] for message in read] == list(range(MESSAGES))
    assert {message["text"] for message in read} == {LARGE}


def test_a_folder_that_is_gone_is_said(broker, tmp_path):
    channel = broker()
    (tmp_path / "messages").rmdir()
    with pytest.raises(Exception, match="could not be written"):
        channel._put("celery", {"number": 1})
