"""Every SMS that the site sends: what it says, in which words.

The number, what changed, what to do, by when. No reasons, no documents, no links,
no personal data. A Cyrillic text fits one segment of 70 characters with the
longest values; only the hearing's place needs a second one. In Kazakh the dates
stand after a colon or a comma, so that no case ending hangs on a number.
"""

from collections.abc import Mapping

from domain.messages import Kind, MessageTemplate


def _of(code: str, kk: str, ru: str, en: str, **variables: Kind) -> MessageTemplate:
    return MessageTemplate(code, variables, {"kk": kk, "ru": ru, "en": en})


def _otp(code: str, kk: str, ru: str, en: str) -> MessageTemplate:
    return MessageTemplate(code, {"code": Kind.CODE}, {"kk": kk, "ru": ru, "en": en}, urgent=True)


_NUMBER, _DATE, _MOMENT = Kind.NUMBER, Kind.DATE, Kind.MOMENT

_ALL = (
    _otp(
        "otp_sign_in",
        kk="Qyzmet: сайтқа кіру коды {code}. Оны ешкімге айтпаңыз.",
        ru="Qyzmet: код для входа на сайт {code}. Никому его не сообщайте.",
        en="Qyzmet: your code to sign in is {code}. Do not tell it to anybody.",
    ),
    _otp(
        "otp_certify",
        kk="Qyzmet: өтінішті куәландыру коды {code}. Оны ешкімге айтпаңыз.",
        ru="Qyzmet: код для удостоверения заявления {code}. Никому не говорите.",
        en="Qyzmet: your code to certify the application is {code}. Do not tell it to anybody.",
    ),
    _of(
        "case_received",
        kk="{number}: өтініш қабылданды. Тіркеу {registered}, жауап {due}.",
        ru="{number}: принято. Регистрация {registered}, ответ до {due}.",
        en="{number}: application received. It is registered on {registered}, the answer is due by {due}.",
        number=_NUMBER,
        registered=_DATE,
        due=_DATE,
    ),
    _of(
        "case_registered",
        kk="Өтініш {number} тіркелді. Жауап мерзімі: {due}.",
        ru="Заявление {number} зарегистрировано. Ответ до {due}.",
        en="Application {number} is registered. The answer is due by {due}.",
        number=_NUMBER,
        due=_DATE,
    ),
    _of(
        "case_forwarded",
        kk="{number}: өтініш комиссия мүшелеріне берілді. Мерзімі: {by}.",
        ru="{number}: заявление у членов комиссии. Их срок – до {by}.",
        en="{number}: your application is with the members of the commission until {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "case_examined",
        kk="{number}: енді комиссия төрағасы шешеді. Мерзімі: {by}.",
        ru="{number}: теперь решает председатель комиссии. Срок до {by}.",
        en="{number}: it is now for the chair of the commission to decide, by {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "correction_requested",
        kk="{number}: өтінішті түзетіңіз, мерзімі {by}. Толығы кабинетте.",
        ru="{number}: исправьте заявление до {by}. Подробнее в кабинете.",
        en="{number}: please correct your application by {by}. Your cabinet says what.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "correction_expired",
        kk="{number}: түзету мерзімі өтті. Өтініш бар құжатпен қаралады.",
        ru="{number}: срок исправления прошёл. Рассмотрим то, что есть.",
        en="{number}: the time to correct is over. The application goes on with what is there.",
        number=_NUMBER,
    ),
    _of(
        "hearing_called",
        kk="{number}: бас тарту ықтимал. Тыңдау {by}, орны келесі SMS-те.",
        ru="{number}: возможен отказ, заслушивание {by}. Место сообщим.",
        en="{number}: a refusal is possible. You are heard on {by}; the place follows in another SMS.",
        number=_NUMBER,
        by=_DATE,
    ),
    MessageTemplate(
        "hearing_place",
        {"number": Kind.NUMBER, "at": Kind.MOMENT, "place": Kind.PLACE},
        {
            "kk": "Өтініш {number}. Тыңдау: {at}, {place}.",
            "ru": "Заявление {number}. Заслушивание: {at}, {place}.",
            "en": "Application {number}. Hearing: {at}, {place}.",
        },
        max_segments=2,
    ),
    _of(
        "hearing_moved",
        kk="{number}: тыңдау ауыстырылды, енді {at}. Орны кабинетте.",
        ru="{number}: заслушивание перенесено на {at}. Место в кабинете.",
        en="{number}: the hearing is moved to {at}. Your cabinet says where.",
        number=_NUMBER,
        at=_MOMENT,
    ),
    _of(
        "hearing_held",
        kk="{number}: тыңдау аяқталды. Енді комиссия төрағасы шешеді.",
        ru="{number}: заслушивание завершено. Решает председатель комиссии.",
        en="{number}: the hearing is over. The chair of the commission decides.",
        number=_NUMBER,
    ),
    _of(
        "concluded",
        kk="Өтініш {number}: қорытынды дайын. Ол жеке кабинетіңізде.",
        ru="Заявление {number}: заключение готово, оно в вашем кабинете.",
        en="Application {number}: the conclusion is ready. It is in your cabinet.",
        number=_NUMBER,
    ),
    _of(
        "refused",
        kk="{number}: бас тартылды. Себебі мен шағым беру тәртібі кабинетте.",
        ru="{number}: в услуге отказано. Причина и порядок жалобы в кабинете.",
        en="{number}: the service is refused. Your cabinet says why and how to complain.",
        number=_NUMBER,
    ),
    _of(
        "recorded",
        kk="{number}: шешім комиссия хаттамасына енгізілді. Іс аяқталды.",
        ru="{number}: решение внесено в протокол комиссии. Дело завершено.",
        en="{number}: the decision is entered in the commission's minutes. The case is closed.",
        number=_NUMBER,
    ),
    _of(
        "season_opens",
        kk="Qyzmet: өтініш қабылдау басталды. Дайын өтініш кабинетіңізде.",
        ru="Qyzmet: приём заявлений открыт. Ваш черновик в кабинете.",
        en="Qyzmet: applications are taken now. The one you prepared is in your cabinet.",
    ),
    _of(
        "last_day_comes",
        kk="{number}: құжат мерзімі: {by}. Негіз болса, қайта өтініңіз.",
        ru="{number}: действует до {by}. Если нужно, подайте заново.",
        en="{number}: your document counts until {by}. If the ground still holds, apply anew.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "withdrawn",
        kk="Өтініш {number} кері қайтарып алынды. Ол енді қаралмайды.",
        ru="Заявление {number} отозвано. Оно больше не рассматривается.",
        en="Application {number} is withdrawn and no longer examined.",
        number=_NUMBER,
    ),
    _of(
        "result_replaced",
        kk="{number}: құжат түзетіліп, ауыстырылды. Жаңасы кабинетте.",
        ru="{number}: документ исправлен и заменён. Новый – в кабинете.",
        en="{number}: your document was corrected and replaced. The new one is in your cabinet.",
        number=_NUMBER,
    ),
    _of(
        "result_annulled",
        kk="{number}: берілген құжаттың күші жойылды. Толығы кабинетте.",
        ru="{number}: выданный документ аннулирован. Подробнее в кабинете.",
        en="{number}: the document issued to you is annulled. Your cabinet says more.",
        number=_NUMBER,
    ),
    _of(
        "redated",
        kk="{number}: мерзім қайта есептелді. Жаңа мерзім: {due}.",
        ru="{number}: срок пересчитан. Новый срок ответа – {due}.",
        en="{number}: the dates were counted anew. The answer is due by {due}.",
        number=_NUMBER,
        due=_DATE,
    ),
    _of(
        "own_term_moved",
        kk="{number}: әрекет ету мерзіміңіз ауысты. Жаңа мерзім: {by}.",
        ru="{number}: ваш срок перенесён. Новый срок – {by}.",
        en="{number}: the time for what you have to do has moved. It is now due by {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "complaint_received",
        kk="{number}: шағым қабылданды. Шешу немесе жіберу мерзімі: {by}.",
        ru="{number}: жалоба принята. Решим или передадим до {by}.",
        en="{number}: complaint received. It is met or passed on by {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "complaint_forwarded",
        kk="{number}: шағым оны қарайтын органға берілді. Мерзімі: {by}.",
        ru="{number}: жалоба передана на рассмотрение. Ответ до {by}.",
        en="{number}: the complaint was passed to the reviewing body. Its answer is due by {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "complaint_satisfied",
        kk="{number}: шағым толық қанағаттандырылды. Толығы кабинетте.",
        ru="{number}: жалоба удовлетворена полностью. Подробнее в кабинете.",
        en="{number}: the complaint is met in full. Your cabinet says more.",
        number=_NUMBER,
    ),
    _of(
        "complaint_answered",
        kk="{number}: шағымға жауап берілді. Жауап жеке кабинетіңізде.",
        ru="{number}: на жалобу дан ответ. Он в вашем кабинете.",
        en="{number}: your complaint is answered. The answer is in your cabinet.",
        number=_NUMBER,
    ),
    _of(
        "summons_passed_on",
        kk="{number}: хабарыңыз әскери органда. Жауап мерзімі: {at}.",
        ru="{number}: сообщение о повестке передано. Ответ до {at}.",
        en="{number}: the military body has your word about the summons. It answers by {at}.",
        number=_NUMBER,
        at=_MOMENT,
    ),
    _of(
        "summons_put_off",
        kk="{number}: шешімге дейін шақыру бойынша келмейсіз. Толығы кабинетте.",
        ru="{number}: явка по повестке отложена до решения. См. кабинет.",
        en="{number}: you need not appear by the summons until the decision. Your cabinet says more.",
        number=_NUMBER,
    ),
    _of(
        "summons_taken_back",
        kk="{number}: шақыру қағазы қате жіберілген, келудің қажеті жоқ.",
        ru="{number}: повестка направлена по ошибке, являться не нужно.",
        en="{number}: the summons was sent by mistake. You need not appear by it.",
        number=_NUMBER,
    ),
    _of(
        "summons_stands",
        kk="{number}: шақыру қағазы күшінде, келіңіз. Себебі кабинетте.",
        ru="{number}: повестка действует, явитесь. Причина в кабинете.",
        en="{number}: the summons stands: please appear. Your cabinet says why.",
        number=_NUMBER,
    ),
    MessageTemplate(
        "summons_unanswered",
        {"number": Kind.NUMBER, "telephone": Kind.PHONE},
        {
            "kk": "{number}: шақыру туралы әлі жауап жоқ, ол күшінде. Келіңіз, растауды көрсетіңіз. "
            "Тел.: {telephone}.",
            "ru": "{number}: о повестке пока нет ответа, она действует. Явитесь и покажите подтверждение. "
            "Тел.: {telephone}.",
            "en": "{number}: no answer about the summons yet, so it counts. Appear and show your proof. "
            "Telephone: {telephone}.",
        },
        max_segments=2,
    ),
    _of(
        "case_transferred",
        kk="{number}: өтініш басқа комиссияға берілді. Мерзімі: {due}.",
        ru="{number}: заявление передано другой комиссии. Ответ до {due}.",
        en="{number}: your application was passed to another commission. The answer is due by {due}.",
        number=_NUMBER,
        due=_DATE,
    ),
    _of(
        "overdue",
        kk="{number}: жауап мерзімі өтті ({by}). Шағым бере аласыз.",
        ru="{number}: срок ответа прошёл ({by}). Вы можете подать жалобу.",
        en="{number}: the answer was due by {by} and is late. You may complain.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "contract_received",
        kk="Өтініш {number} жіберілді. Жауап мерзімі: {due}.",
        ru="Заявление {number} отправлено. Ответ до {due}.",
        en="Application {number} is sent. The answer is due by {due}.",
        number=_NUMBER,
        due=_DATE,
    ),
    _of(
        "contract_accepted",
        kk="{number}: Жұмысқа қабылданды. Жауап мерзімі: {due}.",
        ru="{number}: принято в работу. Ответ до {due}.",
        en="{number}: accepted for work. The answer is due by {due}.",
        number=_NUMBER,
        due=_DATE,
    ),
    _of(
        "contract_special_check",
        kk="{number}: өтініш арнайы тексеруге жолданды.",
        ru="{number}: направлено на специальную проверку.",
        en="{number}: sent for special check.",
        number=_NUMBER,
    ),
    MessageTemplate(
        "contract_examination",
        {"number": Kind.NUMBER},
        {
            "kk": "{number}: медициналық тексеруге және психологиялық тестілеуге жіберілді.",
            "ru": "{number}: направлено на медосмотр и психологическое тестирование.",
            "en": "{number}: sent for medical examination and psychological testing.",
        },
        max_segments=2,
    ),
    MessageTemplate(
        "contract_examination_place",
        {"number": Kind.NUMBER, "at": Kind.MOMENT, "place": Kind.PLACE},
        {
            "kk": "{number}: тексеруге келіңіз: {at}, {place}.",
            "ru": "{number}: явитесь на осмотр: {at}, {place}.",
            "en": "{number}: come to the examination: {at}, {place}.",
        },
        max_segments=2,
    ),
    _of(
        "contract_agreement",
        kk="{number}: Келісім дайын, қол қойыңыз. Мерзімі: {by}.",
        ru="{number}: соглашение готово. Подпишите в кабинете до {by}.",
        en="{number}: the agreement is ready. Sign it in your cabinet by {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "contract_agreement_anew",
        kk="{number}: Келісім қайта жасалады. Жаңасы туралы хабарлаймыз.",
        ru="{number}: соглашение составят заново. О новом сообщим.",
        en="{number}: the agreement is drawn up anew. We shall tell you of the new one.",
        number=_NUMBER,
    ),
    _of(
        "own_term_ends",
        kk="{number}: қол қою мерзімі аяқталуға жақын: {by}.",
        ru="{number}: срок подписания истекает {by}.",
        en="{number}: your time to sign ends on {by}.",
        number=_NUMBER,
        by=_DATE,
    ),
    _of(
        "contract_post_closed",
        kk="{number}: бұл лауазымға іріктеу жабылды. Басқасын таңдаңыз.",
        ru="{number}: набор на эту должность закрыт. Выберите другую.",
        en="{number}: the post is no longer offered. You may choose another.",
        number=_NUMBER,
    ),
    _of(
        "contract_agreement_signed",
        kk="{number}: Келісімге қол қойдыңыз. Енді басшы қол қояды.",
        ru="{number}: вы подписали соглашение. Теперь подпишет начальник.",
        en="{number}: you signed the agreement. Now the head signs it.",
        number=_NUMBER,
    ),
    _of(
        "contract_agreed",
        kk="{number}: Келісімге екі тарап та қол қойды.",
        ru="{number}: соглашение подписано обеими сторонами.",
        en="{number}: the agreement is signed by both sides.",
        number=_NUMBER,
    ),
    _of(
        "contract_instructed",
        kk="{number}: нұсқама кабинетіңізде. Бөлімге келу уақыты келесі SMS-те.",
        ru="{number}: предписание в кабинете. Время явки в следующем SMS.",
        en="{number}: the instruction is in your cabinet. When to report follows in another SMS.",
        number=_NUMBER,
    ),
    MessageTemplate(
        "contract_report_place",
        {"number": Kind.NUMBER, "at": Kind.MOMENT, "place": Kind.PLACE},
        {
            "kk": "{number}: бөлімге келіңіз: {at}, {place}.",
            "ru": "{number}: явитесь в часть: {at}, {place}.",
            "en": "{number}: report to the unit: {at}, {place}.",
        },
        max_segments=2,
    ),
    _of(
        "contract_instruction_anew",
        kk="{number}: нұсқама қайта жасалады. Жаңасы туралы хабарлаймыз.",
        ru="{number}: предписание составят заново. О новом сообщим.",
        en="{number}: the instruction is drawn up anew. We shall tell you of the new one.",
        number=_NUMBER,
    ),
    _of(
        "contract_annulled",
        kk="{number}: Келісімнің күші жойылды. Себебі кабинетте.",
        ru="{number}: соглашение аннулировано. Причина в кабинете.",
        en="{number}: the agreement is annulled. Your cabinet says why.",
        number=_NUMBER,
    ),
    _of(
        "contract_arrived",
        kk="{number}: бөлімге келгеніңіз расталды. Қызметіңіз сәтті болсын!",
        ru="{number}: ваше прибытие в часть подтверждено. Удачной службы!",
        en="{number}: your arrival at the unit is confirmed. Good luck!",
        number=_NUMBER,
    ),
    _of(
        "contract_did_not_arrive",
        kk="{number}: бөлім келмегеніңізді хабарлады. 1414-ке хабарласыңыз.",
        ru="{number}: часть сообщила, что вы не прибыли. Звоните 1414.",
        en="{number}: the unit reports that you did not come. Call 1414.",
        number=_NUMBER,
    ),
    _of(
        "contract_not_signed",
        kk="{number}: Келісімге мерзімінде қол қойылмады. Іс жабылды.",
        ru="{number}: соглашение не подписано в срок. Дело закрыто.",
        en="{number}: the agreement was not signed in time. The case is closed.",
        number=_NUMBER,
    ),
    _of(
        "contract_post_taken",
        kk="{number}: лауазымға басқа кандидат алынды. Басқасын таңдаңыз.",
        ru="{number}: должность занял другой кандидат. Выберите другую.",
        en="{number}: the post has gone to another candidate. You may choose another.",
        number=_NUMBER,
    ),
    _of(
        "contract_declined",
        kk="{number}: өтініш қабылданбады. Шағым бере аласыз.",
        ru="{number}: заявление отклонено. Вы можете подать жалобу.",
        en="{number}: your application is declined. You may complain.",
        number=_NUMBER,
    ),
    _of(
        "application_not_taken",
        kk="Qyzmet: қол қойылған өтініш қабылданбады. Себебі кабинетте.",
        ru="Qyzmet: подписанное заявление не принято. Причина в кабинете.",
        en="Qyzmet: the application that you signed was not accepted. Your cabinet says why.",
    ),
    _of(
        "phone_changed",
        kk="Qyzmet: нөміріңіз өзгерді. Бұл сіз болмасаңыз, 1414-ке хабарласыңыз.",
        ru="Qyzmet: ваш номер изменён. Если это не вы, позвоните на 1414.",
        en="Qyzmet: your phone number was changed. If it was not you, call 1414.",
    ),
)

TEMPLATES: Mapping[str, MessageTemplate] = {template.code: template for template in _ALL}
"""The templates by code. Each was checked when it was made (domain/messages.py)."""
