"""Pictures of faces compared (顔の照合): photo rules, one face among a town's, the chip's portrait and the application's.

Law: the card shows the holder's photo (Order of 2014 no. 85, art. 25); its limits are on the application form, guesses say so.
It knows no web, no database and no clock, keeps nothing and decides nothing about people: what follows, a clerk says.
Needs `tegata[server]`: the recogniser is dlib with the weights of `face_recognition_models`.
"""

from tegata.cardspec.photo import NotAPicture, PhotoError, TooSmall, WrongShape
from tegata.faces.compare import (
    DRAWN,
    PHOTOGRAPHS,
    DifferentPerson,
    distance,
    hamming,
    is_copy,
    matrix,
    nearest,
    same_person,
    within,
)
from tegata.faces.photo import (
    BackgroundNotPlain,
    Blurred,
    CheckedPhoto,
    FaceTooLarge,
    FaceTooSmall,
    NoFace,
    OffCentre,
    SeveralFaces,
    TooBright,
    TooDark,
    check_photo,
    read_portrait,
)

__all__ = [
    "DRAWN",
    "PHOTOGRAPHS",
    "BackgroundNotPlain",
    "Blurred",
    "CheckedPhoto",
    "DifferentPerson",
    "FaceTooLarge",
    "FaceTooSmall",
    "NoFace",
    "NotAPicture",
    "OffCentre",
    "PhotoError",
    "SeveralFaces",
    "TooBright",
    "TooDark",
    "TooSmall",
    "WrongShape",
    "check_photo",
    "distance",
    "hamming",
    "is_copy",
    "matrix",
    "nearest",
    "read_portrait",
    "same_person",
    "within",
]
