"""The ids of the rules that code and tests cite, with what each says in a word.

`make rules` counts the tests of each; an id that is not here is a mistake.
DUE holds the ids that must have a test now.
"""

RULES: dict[str, str] = {
    "ALL-1": "an application is signed with EDS or certified by a one-time password",
    "ALL-2": "copies of the documents listed for the subtype are attached",
    "ALL-3": "what state systems hold is never asked of the citizen",
    "ALL-4": "the cabinet shows acceptance and the date of the result",
    "ALL-5": "sent outside working time: registered and issued on the next working day",
    "ALL-6": "free of charge",
    "ALL-7": "a hearing precedes a refusal",
    "ALL-8": "a refusal names grounds of the act, with the facts",
    "ALL-9": "complaints and their clocks",
    "ALL-10": "each stage is reported to the monitoring system",
    "ALL-11": "the result is signed with the provider's EDS",
    "ALL-12": "the contact centre finds a case by its number",
    "CLK-1": "day 0, day 1, end with the office hours of the last day",
    "CLK-2": "outside office hours the event's day is the next working day",
    "CLK-3": "working days come from rows; an unknown year is an error",
    "CLK-4": "no later than N working days before the end",
    "CLK-5": "a correction request never moves the due date",
    "CLK-6": "terms in calendar days and months",
    "DEF-1": "deferral: given by the commission of the district of residence",
    "DEF-2": "deferral: seasons and office hours",
    "DEF-3": "deferral: six working days",
    "DEF-4": "deferral: who sits in the commission",
    "DEF-5": "deferral: the stages and their days",
    "DEF-6": "deferral: the forms of application, conclusion and refusal",
    "DEF-7": "deferral: the conclusion goes to the cabinet and the military body",
    "DEF-8": "deferral: grounds for refusal",
    "EXE-1": "exemption: given by the district commission",
    "EXE-2": "exemption: seasons and office hours",
    "EXE-3": "exemption: six working days",
    "EXE-4": "exemption: who sits in the commission",
    "EXE-5": "exemption: the stages and their days",
    "EXE-6": "exemption: the forms; no until-date",
    "EXE-7": "exemption: the conclusion goes to the cabinet and the military body",
    "EXE-8": "exemption: grounds for refusal",
    "CON-1": "contract: a paper gives way to the answer of a registry that is connected",
    "CON-2": "contract: a post is chosen, consent given, the application signed with EDS; candidates compete",
    "CON-3": "contract: every application lands on the head's panel",
    "CON-4": "contract: the head gives it to an executor; the status says so",
    "CON-5": "contract: every change of status sends an SMS by itself",
    "CON-6": "contract: the executor forms the personal file from the registries, or declines",
    "CON-7": "contract: the candidate never learns the grounds",
    "CON-8": "contract: the special check, in the region of the registered address",
    "CON-9": "contract: whom the special check covers",
    "CON-10": "contract: a positive answer is signed, a negative one comes on paper",
    "CON-11": "contract: the medical examination and the psychological test, in the same region",
    "CON-12": "contract: what the medical side sees",
    "CON-13": "contract: the conclusion of the medical commission and the answer",
    "CON-14": "contract: the agreement, signed by the candidate and then by the head",
    "CON-15": "contract: the instruction, signed by the head",
    "CON-16": "contract: the terms",
    "CON-17": "contract: the panels of head and executors",
}
RULES |= {f"DEF-S{n}": f"deferral: subtype {n} and its documents" for n in range(1, 14)}
RULES |= {f"EXE-S{n}": f"exemption: subtype {n} and its documents" for n in range(1, 8)}

DUE: frozenset[str] = frozenset(RULES) - {"ALL-10"}
