"""The host's side of the conversation: a connection port and one session per application. Never imports chip."""

from tegata.reader.connection import Connection, InProcess
from tegata.reader.desk import Authorise, DeskSession
from tegata.reader.errors import ReaderError
from tegata.reader.sessions import CommonSession, FaceSession, JpkiSession, ResidentSession, TextSession
from tegata.reader.signer import CardSigner

__all__ = [
    "Authorise",
    "CardSigner",
    "CommonSession",
    "Connection",
    "DeskSession",
    "FaceSession",
    "InProcess",
    "JpkiSession",
    "ReaderError",
    "ResidentSession",
    "TextSession",
]
