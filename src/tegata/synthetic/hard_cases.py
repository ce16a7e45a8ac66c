"""Hard cases on purpose, each with a label: what was mixed up, cut off or could not be written in reality."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tegata.rules.ages import day_attained
from tegata.rules.names import Name
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.synthetic.people_foreign import Stay
from tegata.synthetic.people_households import Member, Relation
from tegata.synthetic.people_making import Maker
from tegata.synthetic.people_names import joined, part
from tegata.synthetic.people_record import Story, SyntheticResident
from tegata.synthetic.places import wide

People = list[SyntheticResident]
MAN, WOMAN = Member(Relation.HEAD, Sex.MALE, 40), Member(Relation.HEAD, Sex.FEMALE, 38)
WIFE = Member(Relation.WIFE, Sex.FEMALE, 38)
SON, DAUGHTER = Member(Relation.CHILD, Sex.MALE, 8), Member(Relation.CHILD, Sex.FEMALE, 8)


def labelled(people: People, *labels: str, **changes: object) -> People:
    """The people with labels, and with items changed."""
    return [replace(who, labels=who.labels | frozenset(labels), **changes) for who in people]  # type: ignore[arg-type]


def namesakes_same_day(maker: Maker) -> People:
    """Two of one name in one town, who apply on one day."""
    family, given = part("鈴木", "スズキ"), part("健一", "ケンイチ")
    both = [who for age in (44, 57) for who in maker.nationals([MAN._replace(age=age)], family=family, given=[given])]
    return labelled(both, "namesakes-same-day", story=Story.APPLIED)


def same_name_and_birth(maker: Maker) -> People:
    """Two of one name, born on one day: only the address and the codes tell them apart."""
    family, given, birth = part("佐藤", "サトウ"), part("恵子", "ケイコ"), maker.birth(55)
    both = [
        who
        for _ in "12"
        for who in maker.nationals([WOMAN._replace(age=55)], family=family, given=[given], births=[birth])
    ]
    return labelled(both, "same-name-and-birth", story=Story.HOLDS)


def same_kanji_other_reading(maker: Maker) -> People:
    """One spelling, two readings."""
    family = part("河野", "コウノ"), part("河野", "カワノ")
    given = part("裕子", "ユウコ"), part("裕子", "ヒロコ")
    both = [
        who for one, own in zip(family, given, strict=True) for who in maker.nationals([WOMAN], family=one, given=[own])
    ]
    return labelled(both, "same-kanji-other-reading")


def twins(maker: Maker) -> People:
    """Twins with names that look alike; both apply."""
    day = maker.birth(8)
    given = [part("誠", "マコト"), part("陽子", "ヨウコ"), part("大翔", "ハルト"), part("大翔", "ヒロト")]
    people = maker.nationals([MAN, WIFE, SON, SON], given=given, births=[maker.birth(40), maker.birth(38), day, day])
    return people[:2] + labelled(people[2:], "twins", story=Story.APPLIED)


def siblings(maker: Maker) -> People:
    """Siblings two years apart, whose photos were swapped."""
    people = maker.nationals([MAN, WIFE, DAUGHTER._replace(age=9), DAUGHTER._replace(age=7)])
    return people[:2] + labelled(people[2:], "siblings", story=Story.APPLIED)


def couple_same_day(maker: Maker) -> People:
    """A couple who apply on one day."""
    return labelled(maker.nationals([MAN, WIFE]), "couple-same-day", story=Story.APPLIED)


def variant_kanji(maker: Maker) -> People:
    """Surnames in forms that one search has to find under the common one."""
    forms = [part("髙橋", "タカハシ"), part("山﨑", "ヤマザキ"), part("渡邉", "ワタナベ"), part("𠮷田", "ヨシダ")]
    return labelled([who for form in forms for who in maker.nationals([WOMAN], family=form)], "variant-kanji")


def variation_sequences(maker: Maker) -> People:
    """Surnames that only a variation selector tells from another."""
    forms = [part("渡邊\U000e0108", "ワタナベ"), part("辻\U000e0102", "ツジ"), part("葛\U000e0102西", "カサイ")]
    return labelled([who for form in forms for who in maker.nationals([MAN], family=form)], "variation-sequence")


def missing_glyph(maker: Maker) -> People:
    """A form that the card's font does not have: an error, never a blank."""
    return labelled(
        maker.nationals([MAN], family=part("渡邉\U000e0100", "ワタナベ")), "missing-glyph", story=Story.APPLIED
    )


def leap_day(maker: Maker) -> People:
    """Born on 29 February."""
    return labelled(maker.nationals([WOMAN], births=[date(1996, 2, 29)]), "leap-day", story=Story.EXPIRING)


def born_in_meiji(maker: Maker) -> People:
    """Born before the last year of Meiji."""
    who = maker.nationals([WOMAN._replace(age=112)], given=[part("トメ", "トメ")], births=[date(1911, 11, 3)])
    return labelled(who, "born-in-meiji")


def one_character_name(maker: Maker) -> People:
    """Family and given name of one character each."""
    people = maker.nationals([MAN], family=part("林", "ハヤシ"), given=[part("一", "ハジメ")])
    return labelled(people, "one-character-name")


def long_name(maker: Maker) -> People:
    """Names longer than the card's face has room for, a national's and a foreigner's."""
    given = part(
        "寿限無寿限無五劫乃擦切海砂利水魚之水行末", "ジュゲムジュゲムゴコウノスリキレカイジャリスイギョノスイギョウマツ"
    )
    national = maker.nationals([MAN], family=part("勘解由小路", "カデノコウジ"), given=[given])
    roman = "MARIA FERNANDA GUADALUPE DOS SANTOS OLIVEIRA DE ALBUQUERQUE CAVALCANTI"
    kana = "マリア　フェルナンダ　グアダルーペ　ドス　サントス　オリベイラ　デ　アルブケルケ　カバルカンチ"
    foreigner = maker.foreigners([WOMAN])
    stay = Stay("BRA", Residence.PERMANENT, "永住者")
    return labelled(national, "long-name") + labelled(foreigner, "long-name", name=Name(roman, kana, roman), stay=stay)


def town_renamed(maker: Maker) -> People:
    """Came from a town that has another name now (篠山市, since 2019 丹波篠山市)."""
    return labelled(maker.nationals([MAN, WIFE]), "town-renamed", moved_from="兵庫県篠山市北新町４１番地")


def from_a_ward(maker: Maker) -> People:
    """Came from a ward of a designated city, and from a ward that is no more (浜松市中区, until 2023)."""
    places = "神奈川県横浜市中区日本大通一丁目１番１号", "静岡県浜松市中区元城町１０３番地２"
    return [
        who for line in places for who in labelled(maker.nationals([MAN]), "ward-of-designated-city", moved_from=line)
    ]


def block_in_kanji(maker: Maker) -> People:
    """A block in kanji numerals."""
    address = replace(maker.places.address(maker.chance), block="百二十三番地の四", building="")
    return labelled(maker.nationals([MAN, WIFE], address=address), "block-in-kanji")


def other_spelling(maker: Maker) -> People:
    """One address in spellings that differ by 大字, by a hyphen, by ヶ and ケ."""
    address, number = maker.places.address(maker.chance), maker.chance.randint(100, 900)
    plain = replace(address, block=f"{wide(number)}番地４", building="梅ケ丘ハイツ")
    others = (
        replace(plain, town=f"大字{address.town}"),
        replace(plain, block=f"{wide(number)}－４"),
        replace(plain, building="梅ヶ丘ハイツ"),
    )
    people = [who for home in (plain, *others) for who in maker.nationals([WOMAN], address=home)]
    return labelled(people, "address-in-other-spelling")


def inmate(maker: Maker) -> People:
    """In prison, with a record at the family's home: applies through the prison."""
    return labelled(maker.nationals([MAN]), "inmate", story=Story.APPLIED)


def inmate_without_residence(maker: Maker) -> People:
    """In prison, with no resident record anywhere: no number, no card."""
    return labelled(maker.nationals([MAN]), "inmate-without-residence", registered=False, story=Story.NO_CARD)


def newborn(maker: Maker) -> People:
    """A child of ten days, for whom no photo is needed."""
    people = maker.nationals(
        [MAN, WIFE, SON], births=[maker.birth(30), maker.birth(29), maker.today - timedelta(days=10)]
    )
    return people[:2] + labelled(people[2:], "newborn", story=Story.APPLIED)


def national_abroad(maker: Maker) -> People:
    """Gone abroad: the supplementary family register (附票) is what is left here."""
    since = maker.today - timedelta(days=200)
    return labelled(maker.nationals([WOMAN]), "abroad", abroad_since=since, story=Story.HOLDS)


def stay_ends_soon(maker: Maker) -> People:
    """A stay that ends within the month, and with it the card."""
    stay = Stay("VNM", Residence.MID_TO_LONG_TERM, "特定技能", maker.today + timedelta(days=20))
    name = Name("NGUYEN VAN HUNG", "グエン　ヴァン　フン", "NGUYEN VAN HUNG")
    people = maker.foreigners([MAN._replace(age=27)])
    return labelled(people, "stay-ends-soon", name=name, alias=None, stay=stay, story=Story.HOLDS)


def alias_in_kanji(maker: Maker) -> People:
    """A foreigner known by an alias in kanji."""
    stay = Stay("KOR", Residence.SPECIAL_PERMANENT, "特別永住者")
    name = Name("KIM SUNGHO", "キム　ソンホ", "KIM SUNGHO")
    alias = joined(part("金田", "カネダ"), part("成浩", "シゲヒロ"))
    return labelled(maker.foreigners([MAN]), "alias", name=name, alias=alias, stay=stay, story=Story.HOLDS)


def former_name(maker: Maker) -> People:
    """A former surname (旧氏) on the face, in brackets."""
    given = part("真由美", "マユミ")
    people = maker.nationals([MAN, WIFE], given=[part("修", "オサム"), given])
    former = joined(part("御手洗", "ミタライ"), given)
    return people[:1] + labelled(people[1:], "former-name", former_name=former, story=Story.HOLDS)


def fifteen_soon(maker: Maker) -> People:
    """Fifteen the day after tomorrow: until tomorrow ends, no signature certificate is issued."""
    birthday = maker.today + timedelta(days=2)
    birth = day_attained(birthday, -15) + timedelta(days=1)
    people = maker.nationals([MAN, WIFE, SON], births=[maker.birth(45), maker.birth(44), birth])
    return people[:2] + labelled(people[2:], "fifteen-soon", story=Story.APPLIED)


HARD_CASES: tuple[Callable[[Maker], People], ...] = (
    namesakes_same_day,
    same_name_and_birth,
    same_kanji_other_reading,
    twins,
    siblings,
    couple_same_day,
    variant_kanji,
    variation_sequences,
    missing_glyph,
    leap_day,
    born_in_meiji,
    one_character_name,
    long_name,
    town_renamed,
    from_a_ward,
    block_in_kanji,
    other_spelling,
    inmate,
    inmate_without_residence,
    newborn,
    national_abroad,
    stay_ends_soon,
    alias_in_kanji,
    former_name,
    fifteen_soon,
)
