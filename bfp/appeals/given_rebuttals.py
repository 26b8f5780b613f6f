# ruff: noqa: E501
"""A rebuttal to begin with for each reason that prisons give: data, every one to be checked by the program's lawyers.

They ask and state what can be seen; no law stands in them. The program writes its own in their place.
"""

GIVEN = {
    "security threat": "Please name each page and passage that is said to threaten security, and say what in it does so. "
    "We ask for a decision on each passage by itself.",
    "gang or group": "Please name the group, and each page on which it is said to be promoted. To mention, describe or "
    "criticize a group is not by itself to promote it.",
    "racial content": "Please name each page and passage. To write about race, racism or the history of a people is not by "
    "itself to call for hostility between people.",
    "violence": "Please name each page and passage. To report, discuss or condemn violence, past or present, is not by itself "
    "to call for it.",
    "sexual content": "Please name each page with the picture or passage that is meant, and consider it in the context of the "
    "whole work.",
    "escape or weapons": "Please name each page that is said to describe an escape, or the making or use of a weapon, and say "
    "what of it could be put to use.",
    "drugs": "Please name each page that is said to describe the making or use of drugs. Information about health, law or "
    "history that mentions drugs is not by itself an instruction.",
    "political content": "The publication discusses politics. Please name what in it, other than the opinion it holds, is the "
    "reason for refusing it.",
    "labor action": "Please name each page and passage that is said to call for an action inside the facility. News and history "
    "of labor are not by themselves such a call.",
    "used or not new": "Please send us the text of the rule that excludes used books, with the date since which it is in force, "
    "and say what about the condition of these copies is the reason.",
    "not from approved vendor": "Please send us the text of the rule and the list of approved vendors, with its date, and tell us "
    "how a program that gives books free of charge may apply to be put on it.",
    "too many items": "Please send us the text of the rule that limits the number of items, and deliver as many as it allows "
    "instead of refusing all of them.",
    "hardcover or binding": "Please send us the text of the rule about bindings, and say whether the book would be delivered "
    "with its cover removed.",
    "wrapping or marking": "Please send us the text of the rule about wrapping and marking, and say exactly what about this parcel "
    "did not meet it, so that we can send it again.",
    "third-party mail": "This mail was sent by our program directly, in its own name and from its own address. Please say whom you "
    "take to be the third party.",
    "no prior approval": "Please send us the text of the rule that asks for approval beforehand and the form for it, and say "
    "whether approval can be given for what was sent.",
    "other": "Please state the reason in words, with the rule that it is taken from and each page that is meant.",
}
