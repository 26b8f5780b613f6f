"""A hundred made-up reports from inside, with names and numbers in many spellings. Nobody and no place in them is real.

Written before the search was tuned. In a text, [[...]] stands around what is on file and must be found every time: the
reader's and cellmates' names and numbers, the facility and its state. ((...)) stands around other identifying text
(officers, birthdays, telephone numbers, cells). All else is false when it is found.
"""

import re
from dataclasses import dataclass

# facility -> name, state, city, zip, aliases, and who is on file there: first name, last name, number.
PLACES = {
    "oak": ("Sample Oaks Unit", "TX", "Mockingham", "75999", ("SO Unit",), [
        ("Robert", "Testerman", "01234567"),
        ("William", "Fauxworth", "02345671"),
        ("José", "Ejemplo-Núñez", "03456712"),
        ("Demetrius", "O'Sample", "04567123"),
        ("Anthony", "Brown", "05671234"),
        ("Lamar", "Dummyson", "06712345"),
        ("Guadalupe", "de la Prueba", "07123456"),
    ]),
    "fox": ("Pretend Fox Correctional Facility", "NY", "Fictonburg", "12999", ("Pretend Fox",), [
        ("Michael", "Placeholder", "22R0417"),
        ("Katherine", "Madeup", "19G0208"),
        ("Terrence", "McMocker", "20B1105"),
        ("Jesús", "Inventado", "21A0930"),
        ("Alexander", "Van Der Faux", "18C0711"),
        ("Reginald", "King", "17D0606"),
    ]),
    "elk": ("Bogus Elk State Prison", "CA", "Nowhere Springs", "93999", ("BESP",), [
        ("Christopher", "Phonyman", "T-10420"),
        ("Francisco", "Seudónimo", "V-20306"),
        ("Jonathan", "Shamwell", "AB1005"),
        ("Tyrone", "Bluffington", "K-55512"),
        ("Nicholas", "Ersatz", "F-90817"),
        ("Marcus", "White", "P-31415"),
    ]),
    "fen": ("Unreal Fen Correctional Institution", "PA", "Imagineville", "15999", ("SCI Unreal Fen",), [
        ("Benjamin", "Counterfeit", "QX0099"),
        ("Thomas", "Fictional-Smythe", "QX1234"),
        ("Raymond", "Nobodyson", "QX4321"),
        ("Enrique", "Ficticio", "QX5050"),
        ("Edward", "Youngblank", "QX8765"),
        ("Dwayne", "Fakerson", "QX0707"),
    ]),
}  # fmt: skip

TEXTS = """
oak 0|My name is [[Robert Testerman]] and my number is [[01234567]]. The mail room has held my books since June.
oak 0|[[Testerman, Robert]] here, [[#01234567]]. They took our pens and said it was for safety.
oak 0|To whom it may concern: I, [[R. Testerman]] ([[0123-4567]]), was put in the hole for asking for a grievance form.
oak 0|[[Bob Testerman]] again. The water is brown in the showers and nobody from the state has come to look.
oak 0|The count was wrong four times. [[ROBERT TESTERMAN]], [[O1234567]], was written up for it.
oak 0|my name is [[robert testerman]] and i write small because paper costs money here.
oak 0|They read out [[Testerman's]] mail in front of the dayroom. [[Bobby]] was shaking.
oak 0|The officer wrote [[Testermen]] on the slip so the book went back.
oak 0|They spelled it [[Testeman]] and then [[Testerrman]] and both times the parcel was refused.
oak 0|[[Mr. Robert J. Testerman]], as the form calls me, got no answer. [[R.T.]] is how I sign now.
oak 0|My cellmate [[William Fauxworth]] ([[02345671]]) has no shoes. He asked in May and in July.
oak 0|[[Bill Fauxworth]] and I read the same book, one chapter each per night.
oak 0|[[Fauxworth]] got the notice and I did not, and the kitchen was closed on Sunday again.
oak 0|[[Willie]] from the next bunk says that the library has no law books after 2009.
oak 0|[[fauxworth, william]] filed the grievance with me. We heard nothing for 90 days.
oak 0|We started a study group: [[José Ejemplo-Núñez]], [[Lamar Dummyson]] and me.
oak 0|[[Jose Ejemplo Nunez]] translated the pamphlet for six others.
oak 0|[[Pepe Ejemplo]] says the heat index was over 110 in the cells.
oak 0|[[Nunez]] fainted in line and was told to get up.
oak 0|[[EJEMPLO-NUNEZ]] was moved without his property. His number is [[0345 6712]].
oak 0|[[Demetrius O'Sample]] won his appeal, the first in this building.
oak 0|[[D. OSample]] is back from medical. [[O’Sample’s]] insulin was late three days.
oak 0|They call him [[O Sample]] on the roster, [[04567123]], and that is why nothing reaches him.
oak 0|[[Anthony Brown]] wrote the petition and we all signed it, 41 men.
oak 0|[[Tony Brown]] and [[Mar Dummyson]] run the book cart without pay.
oak 0|[[Brown, A.]] is on the list for the dentist since last winter.
oak 0|[[Dummysons]] bunk was shaken down twice in one night. Nothing was found.
oak 0|[[Guadalupe de la Prueba]] teaches us Spanish. [[Lupe]] has a life sentence.
oak 0|[[De La Prueba]] and [[delaPrueba]] are the same man, I told them, but the mail room does not care.
oak 0|The [[Sample Oaks Unit]] in [[Texas]] has had no running water on the top floor since Friday.
oak 0|Here at [[Sample Oaks]], outside of [[Mockingham]], the lockdown is in its fifth week.
oak 0|They sent me from [[SO Unit]] to the farm and back. I still have no typewriter.
fox 0|I am [[Michael Placeholder]], [[22-R-0417]], and I was at the hearing when it was cut off.
fox 0|[[Mike Placeholder]], [[22R0417]]. The tablets were taken and the books did not come back.
fox 0|[[Placeholder, M.]] [[22 R O417]]. Two of us share one blanket since the storm.
fox 0|[[Mikey]] is what they call me. The commissary doubled the price of stamps.
fox 0|[[M.P.]] writes: no programs for those with long sentences.
fox 0|They opened my legal mail again; the envelope said [[Michael Placeholde]] so they said it was not mine.
fox 0|[[PLACEHOLDER MICHAEL]] is on the yellow list and that means no visits.
fox 0|[[Katherine Madeup]] was told that the class is full. [[Kate]] has waited two years.
fox 0|[[Kathy Madeup]] and [[Katie Madeup]] are one person, not two, and the records office can't see it.
fox 0|[[madeup]] got a ticket for sharing a dictionary.
fox 0|[[K. Madeup]] ([[19-G-0208]]) asks whether the program still has the math book.
fox 0|[[Terrence McMocker]] taught half of the block to read.
fox 0|[[Terry Mc Mocker]] has been in keeplock for a month over a newspaper.
fox 0|[[Mcmocker's]] grievance, number 20 of this year, was denied.
fox 0|[[McMoker]] is how the superintendent spelled him.
fox 0|[[Jesus Inventado]] and [[Chuy Inventado]] are in the paper as two people.
fox 0|[[Inventado]] drew the picture I enclose. [[Chuy]] wants it back if you can't use it.
fox 0|[[J. Inventado]], [[21 A 0930]], has not had a letter from home since the new scanner came.
fox 0|[[Alexander Van Der Faux]] and I read the newsletter aloud at rec.
fox 0|[[Alex Vanderfaux]] asked for a dictionary. So did [[Van der Faux's]] brother, who is elsewhere.
fox 0|[[Reggie King]] organised the food drive. Everyone gave one soup.
fox 0|[[King, Reginald]] [[17-D-0606]] was not let out for the funeral.
fox 0|The men at [[Pretend Fox Correctional Facility]] refuse the trays.
fox 0|At [[Pretend Fox]] in [[New York]] the heat was off for nine days in January.
fox 0|[[Pretend Fox C.F.]], [[Fictonburg]], has one nurse for eight hundred people.
elk 0|[[Christopher Phonyman]], CDC number [[T-10420]]: they put the books on the floor and stepped on them.
elk 0|[[Chris Phonyman]] [[T10420]] reporting on the mail.
elk 0|[[Phonyman, Chris]], [[T 1042O]]. My review is on the other side.
elk 0|[[C. Phonyman]] has been validated on the strength of a drawing.
elk 0|[[Topher]] is my name among friends. Six months without yard.
elk 0|The kites came back with [[Phonymon]] on them, and the counselor laughed.
elk 0|[[Francisco Seudonimo]] is sixty-eight and sleeps on the floor.
elk 0|[[Paco Seudónimo]] wrote the song. [[Pancho]] sings it at count.
elk 0|[[Frank Seudonimo]] ([[V20306]]) wants to write an article on the water.
elk 0|[[SEUDÓNIMO]] and [[V-2O3O6]] were both blacked out on my copy of the report.
elk 0|[[Jonathan Shamwell]] went on hunger strike with eleven others.
elk 0|[[Jon Shamwell]], [[AB-1005]], is in the hospital, they say.
elk 0|[[Shamwel]] was force-fed, we heard it through the vent.
elk 0|[[Ty Bluffington]] and [[Nick Ersatz]] asked for the newsletter; send it to them too.
elk 0|[[Tyrone Bluffington's]] property is lost. He had 14 books, all from you.
elk 0|[[bluffington]] is on the list for transfer and nobody told his mother.
elk 0|[[N. Ersatz]] reads everything. [[K55512]] and [[F 90817]] share a subscription.
elk 0|[[Marcus White]] passed the exam. [[White]] is the first on our yard.
elk 0|[[Marc White]], [[P-31415]], says hello to the volunteers.
elk 0|[[Bogus Elk State Prison]], [[California]]: the fourth suicide since spring.
elk 0|At [[Bogus Elk]] ([[BESP]]) they give us two envelopes a month.
fen 0|[[Benjamin Counterfeit]], [[QX0099]]. The publication review committee banned the whole newsletter.
fen 0|[[Ben Counterfeit]] [[QX-0099]] and [[Benny]] are the same person, I am he.
fen 0|[[Counterfeit, Benjamin T.]] was found guilty in four minutes.
fen 0|[[QX OO99]] is on the slip, with no reason given.
fen 0|[[B. Counterfiet]] they wrote, so my mother's money order came back.
fen 0|[[Thomas Fictional-Smythe]] is my neighbor and hears the same noise at night.
fen 0|[[Tom Smythe]] lent me the handbook. [[Tommy]] has marked the good parts.
fen 0|[[Fictional Smythe]], [[QX 1234]], was taken out on a stretcher.
fen 0|[[Ray Nobodyson]] and [[Nobodyson, R.]] both stand on the work list, and only one is paid.
fen 0|[[Raymond]] was asked to inform on us and said no.
fen 0|[[Enrique Ficticio]] teaches the history class; [[Kike]] was my first teacher inside.
fen 0|[[Henry Ficticio]] is how the guards say it. [[QX5O5O]] is on his shirt.
fen 0|[[Ed Youngblank]] and [[Ned]] are two nicknames of one old man.
fen 0|[[DWAYNE FAKERSON]] and [[Duane Fakerson]]: the clerk has a card for each.
fen 0|The roof of [[SCI Unreal Fen]] leaks into the library. It is the worst in [[Pennsylvania]].
oak 0|Officer ((Blankenfeld)) slammed the slot on my hand, and Sgt. ((Nulman)) watched. I am in ((cell B-214)).
fox 0|C/O ((Voidrow)) and Lt. ((Zerowski)) searched us naked. I was born on ((April 12, 1984)), I am too old for it.
elk 0|Call my sister at ((555-010-4477)) or at night ((555.010.2211)). My DOB is ((03/14/1979)). Warden ((Emptyhall)) knows.
fox 3|I am [[Jesús Inventado]], some write [[Jesus Inbentado]], and I want the study pack on the wall by my bed.
elk 4|[[Nicky Ersatz]] ([[F-90817]]). Write to me as [[N.E.]], the mail room knows. It is June and there is no fan.
fen 5|[[Fakerson-Doe, Dwayne]], [[QX0707]]: the grievance box is locked and the key is lost, they say.
fen 0|I sleep in ((bunk 17)), ((Pod C)). Captain ((Nilsworth)) and Counselor ((Blankly)) have my papers, and so does Mr. ((Vacant)).
"""  # noqa: E501


@dataclass(frozen=True)
class Report:
    """One report: where it is from, whose it is, its text, and the spans that must and that should be found."""

    place: str
    reader: int
    text: str
    on_file: tuple[tuple[int, int], ...]
    other: tuple[tuple[int, int], ...]


def _read(line: str) -> Report:
    head, marked = line.split("|", 1)
    place, reader = head.split()
    text, on_file, other, opened = "", [], [], {}
    for part in re.split(r"(\[\[|\]\]|(?<!\()\(\((?=[^)])|\)\)(?!\)))", marked):
        if part in ("[[", "(("):
            opened[part] = len(text)
        elif part == "]]":
            on_file.append((opened.pop("[["), len(text)))
        elif part == "))":
            other.append((opened.pop("(("), len(text)))
        else:
            text += part
    return Report(place, int(reader), text, tuple(on_file), tuple(other))


REPORTS = [_read(line) for line in TEXTS.strip().splitlines()]

# Written after the search, to see what it takes for a name and is none. The words in double square brackets here are
# names on file used as words: found all the same, and counted; a person keeps them.
NOTHING_TO_FIND = """
oak|The water is brown and the walls are white with mold. Nobody robs anybody here, we share.
oak|On Sunday the mail came late. In May and in June it did not come. Bill of rights? Not in this house.
oak|We read the chapter on the Black Panther Party and on Attica, 1971, and talked until the lights went out.
oak|The officer said that the captain told him to refuse it. The warden signed. The sergeant laughed.
oak|I will write again. Mark my words: the grievance was denied at step 1 and at step 2.
oak|There are 84 men in this dorm and 2 showers. It was 110 degrees. We got 3 trays.
fox|Martin Luther [[King]] wrote from a jail too. The king of nothing is still a king.
fox|The article on page 14 says 1,250 people died in 2019, and 412 in the year before that.
fox|They made up a charge. It is a placeholder for the real reason, they mock us.
fox|Send me volumes 2, 3 and 7, ISBN 978-0-00-000000-2, if you have them, or the dictionary.
fox|My last parcel was mailed on 12 June 2025 and I got it in September. Thank you for the books.
elk|[[White]] men and Black men ate at one table that day. The phony excuse was security.
elk|The Supreme Court ruled in Turner v. Safley, 482 U.S. 78, and the mail room has never heard of it.
elk|This is my review. The author is strong on history, weak on what to do next. I would read it twice.
elk|Two of us went on hunger strike on the 9th, and eleven more on the 10th. The state did nothing.
fen|The book is a counterfeit history: it leaves out the strikes. Read Du Bois instead, pages 30 to 44.
fen|They call it programming. We call it time. Ray of light: the library opened for one hour.
fen|I have no money for stamps, so I send a drawing, and two poems by others who want no name.
fen|It is a fictional account, the youngest of us said, but it is true for every block in here.
fen|Our demands: 1. mail within 48 hours. 2. a reason in writing. 3. an answer to each grievance.
"""


def nothing_to_find() -> list[tuple[str, str]]:
    """Place and text of reports in which nobody is named."""
    lines = [line.split("|", 1) for line in NOTHING_TO_FIND.strip().splitlines()]
    return [(place, text.replace("[[", "").replace("]]", "")) for place, text in lines]
