"""Words of the pages: states, errands, and what to do about every refusal, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.cardspec.photo import PhotoError
from tegata.ground.pages import parts
from tegata.ground.two_person import TwoPersonRefused
from tegata.reader.errors import PinBlocked, ReaderError, ReaderMissing, WrongPin
from tegata.rules.expiry import NoteFieldFull
from tegata.rules.pins import PinAlphabet, PinKind, PinLength, PinMix
from tegata.services.applications import api as applications
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter.actions.holder import CodeNotGood
from tegata.services.counter.actions.proofing import NotIdentified
from tegata.services.counter.rules import desk, handover, proofing, rewriting, stock
from tegata.services.counter.rules.proofing import DocumentKind, Item
from tegata.services.counter.rules.stock import Where
from tegata.services.production import api as production

REFUSALS: dict[type[Exception], Promise] = {
    stock.NotASerial: _("This is no serial number: it has 16 digits, at the lower left of the photo. Scan it again."),
    stock.NotOnManifest: _("This card is not of this parcel. Put it aside; it is reported to the issuing centre."),
    stock.StockRefused: _(
        "This scan does not fit where the card is. Search the card in the stock, and do that step first."
    ),
    handover.WrongCard: _("This card is not this person's. Put it back by scanning it, and take the right one."),
    handover.WrongEnvelope: _("Card and address label are of two orders. Take both apart and scan each pair again."),
    handover.OldCardMissing: _("The holder has an older card. Scan it as it is given back, or say why it cannot be."),
    handover.NotAnOldCard: _(
        "This is no old card of this person. Scan the one that the holder gives back, not the new one."
    ),
    handover.PinsNotSet: _("A PIN or a certificate is missing on this card. It must not leave the counter like that."),
    handover.NotTheHolder: _(
        "The face does not agree, or this is no picture taken now. Look again, two officers together."
    ),
    handover.HandoverRefused: _("This step cannot be done now. Reload the page and do the step that it shows."),
    proofing.NotProved: _(
        "The person is not identified: confirm every point, and look at one valid document with photo, or at the answer to the"
        " enquiry letter and two other valid documents. Under 15, or with a guardian, the representative is identified too."
    ),
    NotIdentified: _("The person was not identified for this within the last hour. Do it now."),
    TwoPersonRefused: _(
        "A second officer has to agree first: under “For a second officer”, with an account of their own."
    ),
    desk.SlotFull: _("This time is full or over. Choose another one."),
    desk.NotThisCardOnDesk: _("The card on the reader is not the one this is about. Lay the right one on it."),
    desk.PrintUnreadable: _(
        "Print the line again. If it stays like this, take an application for a new card, free of charge."
    ),
    desk.StillReadable: _("The card can still be read. Cut it again, through the chip and across the face."),
    desk.NotEntrusted: _("This town has not entrusted this to post offices. The town hall does it."),
    CodeNotGood: _("This code is not good any more. Ask at the desk for a new one."),
    desk.DeskRefused: _("This cannot be done here and now. Reload the page and do the step that it shows."),
    production.ChangeRefused: _("The issuing centre does not agree to this. Nothing on the card has changed."),
    certificates.AuthorityAway: _("The certification authority cannot be reached. Try again later; nothing is lost."),
    certificates.CertificateRefused: _("This card gets no certificate now. Look at its state."),
    cards.WrongFee: _("Something else is due than what you typed. Take exactly what the page says."),
    cards.CardFallen: _("The card has fallen invalid by law. Take an application for a new one."),
    cards.CardRefused: _("The card cannot do this now. Look at its state."),
    cards.UnknownCard: _("There is no such card. Check the serial number on its face."),
    applications.UnknownApplication: _("There is no application to this card. Ask the issuing centre."),
    NoteFieldFull: _(
        "The note field is full. Take an application for a new card, reason “note field full”, free of charge."
    ),
    PhotoError: _("No single face is seen on the picture. Take it again, from the front, without hat or mask."),
    PinLength: _("It is too short or too long."),
    PinAlphabet: _("There is a character in it that it cannot have."),
    PinMix: _("It needs at least one letter and one digit."),
    PinBlocked: _("This PIN is blocked. Go to the counter of your town with the card."),
    WrongPin: _("This PIN is wrong. After three wrong ones in a row it is blocked."),
    ReaderMissing: _("No card lies on the reader, or another desk has it open. Lay the card on it and try again."),
    ReaderError: _("The card does not answer as it should. Lay it on the reader again."),
}

PINS: dict[PinKind, Promise] = {
    PinKind.TEXT: _("PIN for the card's text (4 digits)"),
    PinKind.AUTHENTICATION: _("PIN for signing in (4 digits)"),
    PinKind.REGISTER: _("PIN for the resident register (4 digits)"),
    PinKind.SIGNATURE: _("Password for signatures (6 to 16 capital letters and digits, both)"),
}

WHERE: dict[Where, tuple[Promise, parts.Meaning]] = {
    Where.SHELF: (_("On the shelf"), "info"),
    Where.DESK: (_("At a desk"), "info"),
    Where.BIN: (_("Waits for the shredder"), "warning"),
    Where.POSTED: (_("In the post"), "info"),
    Where.HANDED_OVER: (_("With its holder"), "success"),
    Where.SHREDDED: (_("Shredded"), "neutral"),
    Where.MISSING: (_("Missing"), "error"),
    Where.GONE: (_("Reported lost or destroyed"), "neutral"),
}

REASONS: dict[str, Promise] = {
    "first": _("First card"),
    "renewal": _("Renewal before the card expires"),
    "reissue": _("Lost, stolen or broken"),
    "note field full": _("The note field is full"),
    "number changed": _("The Individual Number was changed"),
    "photo": _("Another photo is wanted"),
}

EXCUSES: dict[str, Promise] = {
    cards.Excuse.DISASTER.value: _("A disaster was the cause: nothing is due"),
    cards.Excuse.OFFICE_ERROR.value: _("The office made the mistake: nothing is due"),
}

GONE: dict[str, Promise] = {
    cards.ReturnCause.LOST.value: _("Lost or stolen"),
    cards.ReturnCause.BROKEN.value: _("Destroyed or thrown away"),
}

HANDOVER: dict[handover.State, Promise] = {
    handover.State.SCANNED: _("Card scanned"),
    handover.State.IDENTIFIED: _("Identified by the checklist"),
    handover.State.COMPARED: _("Face compared"),
    handover.State.PINS_ASKED: _("Holder sets the PINs"),
    handover.State.PINS_SET: _("PINs set"),
    handover.State.DONE: _("Card handed over"),
    handover.State.STOPPING: _("PINs have to be taken out of the chip"),
    handover.State.STOPPED: _("Given up"),
}

REWRITING: dict[rewriting.State, Promise] = {
    rewriting.State.BEGUN: _("Begun"),
    rewriting.State.WRITTEN: _("Chip written"),
    rewriting.State.PRINTED: _("Note field printed"),
    rewriting.State.DONE: _("Done"),
    rewriting.State.STOPPED: _("Given up"),
}

ERRANDS: dict[str, Promise] = {
    "handover": _("Collect a card"),
    "unlock": _("Unlock a PIN"),
    "reset": _("Set a PIN anew"),
    "move": _("New address or name"),
    "renewal": _("New certificates"),
    "resume": _("Card found again"),
    "extension": _("Longer stay"),
    "return": _("Give a card back"),
    "store": _("Signature password at a store"),
}

ITEMS: dict[Item, Promise] = {
    Item.IN_PERSON: _("The person is here"),
    Item.MASK_OFF: _("Mask, hat and dark glasses are off"),
    Item.REGISTER_MATCH: _("Name, address, birth date and sex on the documents are those of the record"),
    Item.LIKENESS: _("The face is that of the documents' photo"),
    Item.NOT_A_DUPLICATE: _("No other holder of the town is this person"),
}

DOCUMENTS: dict[DocumentKind, Promise] = {
    DocumentKind.CARD: _("Individual Number Card"),
    DocumentKind.LICENCE: _("Driving licence"),
    DocumentKind.PASSPORT: _("Passport"),
    DocumentKind.RESIDENCE_CARD: _("Residence card"),
    DocumentKind.DISABILITY: _("Disability certificate"),
    DocumentKind.DRIVING_CAREER: _("Driving career certificate"),
    DocumentKind.INSURANCE: _("Health insurance certificate"),
    DocumentKind.PENSION: _("Pension book"),
    DocumentKind.STUDENT: _("Student card"),
    DocumentKind.CHILD_BOOK: _("Mother and child book"),
    DocumentKind.ENQUIRY: _("Answer to the enquiry letter"),
}


def of(error: Exception) -> Promise | str:
    """What a refusal says: its own class's text, or the nearest one above."""
    return next((REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS), str(error))


def tag(where: Where) -> parts.Tag:
    """A place as a tag."""
    label, meaning = WHERE[where]
    return parts.Tag(label, meaning)
