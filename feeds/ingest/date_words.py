"""The words of dates in the languages of Europe: months, weekdays, zones, and what stands around a date."""

import re
import unicodedata


def fold(text: str) -> str:
    """Return *text* without capitals, accents and typographic variants, as the words below are."""
    if text.isascii():  # as most dates are
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return plain.translate({0x2212: "-", 0x2019: "'", 0x131: "i", 0xDF: "ss", 0x142: "l", 0xF8: "o"})


# A line a language, a group of words a month: the name in the forms that a date takes, then abbreviations.
# No word means two months: Croatian, whose "listopad" is October where Czech and Polish mean November, is left out.
_MONTHS = """
january,jan february,feb march,mar april,apr may june,jun july,jul august,aug september,sept,sep october,oct
 november,nov december,dec
janvier,janv fevrier,fevr,fev mars avril,avr mai juin juillet,juil aout septembre octobre novembre decembre
januar,janner,jan februar,feber marz,maerz,mrz april mai juni juli august september oktober,okt november dezember,dez
enero,ene febrero marzo abril,abr mayo junio julio agosto,ago septiembre,setiembre,set octubre noviembre diciembre,dic
gennaio,gen febbraio,febbr marzo aprile maggio,mag,magg giugno,giu luglio,lug agosto settembre,sett ottobre,ott
 novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro,out novembro dezembro
januari februari maart,mrt april mei juni juli augustus september oktober november december
gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre,des
januari februari mars april maj juni juli augusti september oktober november desember
januar februar marts april maj juni juli august september oktober november december
tammikuuta,tammikuu helmikuuta,helmikuu maaliskuuta,maaliskuu huhtikuuta,huhtikuu toukokuuta,toukokuu
 kesakuuta,kesakuu heinakuuta,heinakuu elokuuta,elokuu syyskuuta,syyskuu lokakuuta,lokakuu marraskuuta,marraskuu
 joulukuuta,joulukuu
stycznia,styczen,sty lutego,luty,lut marca,marzec kwietnia,kwiecien,kwi maja czerwca,czerwiec,cze lipca,lipiec,lip
 sierpnia,sierpien,sie wrzesnia,wrzesien,wrz pazdziernika,pazdziernik,paz listopada,listopad,lis grudnia,grudzien,gru
ledna,leden unora,unor brezna,brezen dubna,duben kvetna,kveten cervna,cerven cervence,cervenec srpna,srpen zari
 rijna,rijen listopadu prosince,prosinec
januar februar marcius,marc aprilis majus junius julius augusztus szeptember,szept oktober november december
ianuarie,ian februarie martie aprilie mai iunie,iun iulie,iul august septembrie octombrie noiembrie,noi decembrie
января,январь,янв февраля,февраль,февр,фев марта,март,мар апреля,апрель,апр мая,май июня,июнь,июн июля,июль,июл
 августа,август,авг сентября,сентябрь,сент,сен октября,октябрь,окт ноября,ноябрь,ноя,нояб декабря,декабрь,дек
ιανουαριου,ιανουαριος,ιαν φεβρουαριου,φεβρουαριος,φεβ μαρτιου,μαρτιος,μαρ απριλιου,απριλιος,απρ μαιου,μαιος,μαι
 ιουνιου,ιουνιος,ιουν ιουλιου,ιουλιος,ιουλ αυγουστου,αυγουστος,αυγ σεπτεμβριου,σεπτεμβριος,σεπ
 οκτωβριου,οκτωβριος,οκτ νοεμβριου,νοεμβριος,νοε δεκεμβριου,δεκεμβριος,δεκ
"""


def _months() -> dict[str, int]:
    languages = [line.split() for line in _MONTHS.replace("\n ", " ").strip().splitlines()]
    return {
        word: number
        for language in languages
        for number, words in enumerate(language, start=1)
        for word in fold(words).split(",")
    }


MONTHS = _months()

# Minutes east of Greenwich. Where one abbreviation has several zones, the one that feeds mean: BST is British, CST and
# EST are American, IST is Indian.
_ZONES = """
ut 0 utc 0 gmt 0 wet 0 z 0 bst 60 west 60 cet 60 met 60 mez 60 cest 120 mest 120 mesz 120 hec 120 hnec 60 eet 120
eest 180 msk 180 msd 240 trt 180 sast 120 idt 180 gst 240 pkt 300 ist 330 npt 345 ict 420 wib 420 sgt 480 hkt 480
pht 480 awst 480 jst 540 kst 540 acst 570 acdt 630 aest 600 aedt 660 nzst 720 nzdt 780
est -300 edt -240 cst -360 cdt -300 mst -420 mdt -360 pst -480 pdt -420 akst -540 akdt -480 hst -600
et -300 ct -360 mt -420 pt -480 ast -240 adt -180 nst -210 ndt -150 brt -180 brst -120 art -180 clt -240 cot -300
"""
_MILITARY = {letter: -60 * number for number, letter in enumerate("abcdefghiklm", start=1)} | {
    letter: 60 * number for number, letter in enumerate("nopqrstuvwxy", start=1)
}  # RFC 822, 5.1, as written there: A is one hour behind

ZONES = _MILITARY | {
    name: int(minutes) for name, minutes in zip(_ZONES.split()[::2], _ZONES.split()[1::2], strict=True)
}

HOURS = {"midi": "12:00", "minuit": "00:00", "noon": "12:00", "midnight": "00:00"}

# What may stand before a date: a closed list, since what is not known is prose.
PREFIX = re.compile(
    r"(?:(?:(?:article |derniere )?(?:publiee?|parue?|postee?|redigee?|mise?s? (?:a jour|en ligne)|modifiee?"
    r"|actualisee?)|date|(?:originally )?(?:published|posted)|written|(?:last )?(?:updated|modified)"
    r"|veroffentlicht|erschienen|aktualisiert|stand|pubblicat[oa]|aggiornat[oa]|publicad[oa]|actualizad[oa]|atualizad[oa]"
    r"|gepubliceerd|geplaatst|bijgewerkt)\b ?:? ?)?"
    r"(?:(?:le|on|am|vom|den|il|el|em|op|du|al|a|dia|the)\b ?:? ?)?"
)
# What may stand between a day and its time.
TO_TIME = re.compile(
    r"(?:[ ,t_|/:–—·•-]|\b(?:a las|alle ore|alle|a|at|as|um|ore|om|klo?\.?|godz\.?|la ora|la|o|v|в|στις)"
    r"(?= ?(?:\d|mi|noon)))+"
)
