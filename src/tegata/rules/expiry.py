"""When cards and certificates expire, and when they may be renewed. Pure functions over dates; they know no today.

Card: Ordinance 85 of 2014 (10th or 5th birthday after issue). Certificates: ordinance of the JPKI Act (5th birthday,
never past the card).
"""

import calendar
from datetime import date, datetime, timedelta

from tegata.rules.ages import age_on
from tegata.rules.calendar import add_months, end_of_day
from tegata.rules.generations import Generation
from tegata.rules.residence import Residence

ADULT_AT_18_FROM = date(2022, 4, 1)
"""Act 59 of 2018: an application received before this day still has the border at 20."""

SIGNATURE_FROM_AGE = 15

BIRTHDAY_OF_29_FEBRUARY = (2, 28)
"""[guess] In common years, by the rule of driving licences (Road Traffic Act art. 92-2)."""


class ExpiryError(ValueError):
    """Facts from which no expiry follows."""


class ImpossibleOrder(ExpiryError):
    """Birth, receipt of the application and issue are not in this order."""


class StayEndMissing(ExpiryError):
    """The resident's stay has an end, and it was not given."""


class StayOver(ExpiryError):
    """The stay ended before the card or certificate would begin."""


class CardExpired(ExpiryError):
    """The card had ended when something was asked that only a living one can have."""


class NoteFieldFull(ExpiryError):
    """The note field (追記欄) has no room for the new expiry: the card has to be made anew."""


class UnderFifteen(ExpiryError):
    """Signature certificates are not issued under 15, as a rule."""


def birthday_in(year: int, birth: date) -> date:
    """Return the birthday in `year`. Of 29 February in a common year: see BIRTHDAY_OF_29_FEBRUARY."""
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, *BIRTHDAY_OF_29_FEBRUARY)
    return birth.replace(year=year)


def birthday_after(birth: date, day: date, count: int) -> date:
    """Return the `count`-th birthday after `day`. A birthday on `day` itself does not count (発行の日後)."""
    first_year = day.year if birthday_in(day.year, birth) > day else day.year + 1
    return birthday_in(first_year + count - 1, birth)


def counts_as_adult(birth: date, received: date) -> bool:
    """Whether the applicant gets the long card: 18 on the day of receipt (20 where that was before April 2022)."""
    return age_on(birth, received) >= (18 if received >= ADULT_AT_18_FROM else 20)


def card_expiry(
    *,
    birth: date,
    issued: date,
    received: date | None = None,
    residence: Residence = Residence.NATIONAL,
    stay_ends: date | None = None,
    generation: Generation = Generation.PRESENT,
) -> date:
    """Return the last day of a card made on `issued` from an application `received` (by default the same day).

    `issued` is the day the card is made, not handed over. Where the stay has an end, the earlier of that and the birthday;
    permissions shorter than a card (temporary refuge and the like) so end it themselves.
    Raises ImpossibleOrder, StayEndMissing, StayOver.
    """
    longest = longest_card_expiry(birth=birth, issued=issued, received=received, generation=generation)
    if not residence.has_period_of_stay:
        return longest
    if stay_ends is None:
        raise StayEndMissing(f"{residence.value}: the card ends with the stay")
    if stay_ends < issued:
        raise StayOver("the stay ended before the card was made")
    return min(longest, stay_ends)


def longest_card_expiry(
    *, birth: date, issued: date, received: date | None = None, generation: Generation = Generation.PRESENT
) -> date:
    """Return the last day by birthdays alone: the most that an extension can reach. Raises ImpossibleOrder."""
    received = issued if received is None else received
    if not birth <= received <= issued:
        raise ImpossibleOrder("birth, receipt of the application and issue follow one another")
    lifetimes = generation.value
    birthdays = lifetimes.adult_card if counts_as_adult(birth, received) else lifetimes.minor_card
    return add_months(birthday_after(birth, issued, birthdays), lifetimes.months_after_birthday)


def extended_card_expiry(
    *, expires: date, longest: date, stay_ends: date, asked: date, note_field_has_room: bool
) -> date:
    """Return the last day of a card whose holder asked, on `asked`, to follow an extended stay.

    A card does not follow the stay by itself. `longest` is what longest_card_expiry gave at issue. Raises CardExpired,
    NoteFieldFull, StayOver (the new stay ends no later than the card does).
    """
    if asked > expires:
        raise CardExpired("a card can be extended until its last day")
    if stay_ends <= expires:
        raise StayOver("the stay was not extended past the card")
    if not note_field_has_room:
        raise NoteFieldFull("no room left to write the new expiry on the card")
    return min(longest, stay_ends)


def certificate_expiry(
    *,
    birth: date,
    issued: date,
    card_expires: date,
    renews: date | None = None,
    authentication_ends: date | None = None,
    generation: Generation = Generation.PRESENT,
) -> datetime:
    """Return the last second of a certificate issued on `issued`: the 5th birthday after, never past the card.

    `renews`: last day of the certificate it replaces. Where that one may already be renewed, birthdays count from
    there, so nothing is lost (6th birthday). `authentication_ends`: last day of the authentication certificate,
    beyond which a signature certificate issued anew does not live. Raises CardExpired, ImpossibleOrder.
    """
    if issued < birth:
        raise ImpossibleOrder("a certificate is issued after the birth")
    last_days = {card_expires} if authentication_ends is None else {card_expires, authentication_ends}
    if issued > min(last_days):
        raise CardExpired("what the certificate depends on had ended before it was issued")
    counted_from = issued
    if renews is not None and renewal_opens(renews, generation) <= issued <= renews:
        counted_from = renews
    birthday = birthday_after(birth, counted_from, generation.value.certificate)
    return end_of_day(min(last_days | {add_months(birthday, generation.value.months_after_birthday)}))


def require_signature_age(birth: date, issued: date) -> None:
    """Refuse a signature certificate to somebody who is not 15 on the day of issue. Raises UnderFifteen."""
    if age_on(birth, issued) < SIGNATURE_FROM_AGE:
        raise UnderFifteen("no signature certificate under 15")


def renewal_opens(expires: date, generation: Generation = Generation.PRESENT) -> date:
    """Return the first day of renewal: when less than three months (next card: a year) are left until `expires`."""
    return add_months(expires, -generation.value.renewal_months) + timedelta(days=1)


def notice_window(expires: date, *, stay_ends: date | None = None) -> tuple[date, date] | None:
    """Return the first and last day on which the notice (有効期限通知書) is sent: three to two months before `expires`.

    None where the card ends with the stay: then none is sent.
    """
    if stay_ends == expires:
        return None
    return add_months(expires, -3), add_months(expires, -2)
