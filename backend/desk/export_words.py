"""What a spreadsheet says for the codes of the data, in Chinese and English."""

from typing import Final

Words = dict[str, tuple[str, str]]

STATES: Final[Words] = {
    "declared": ("已报检", "Declared"),
    "accepted": ("报检受理", "Accepted"),
    "held": ("口岸暂不放行", "Held at port"),
    "labelled": ("加贴标识", "Labelled"),
    "port_released": ("口岸放行", "Released at port"),
    "in_transit": ("调离在途", "In transit"),
    "arrived": ("抵园待检", "Arrived"),
    "inspecting": ("拆包查验", "Unpacking"),
    "laboratory": ("实验室检测", "At the laboratory"),
    "treatment": ("检疫处理", "Under treatment"),
    "isolation": ("隔离检疫", "In isolation"),
    "released": ("合格放行", "Released"),
    "displayed": ("展期监管", "On display"),
    "rejected": ("不合格待处置", "Rejected"),
    "closed": ("已办结", "Closed"),
}
OUTCOMES: Final[Words] = {
    "prohibited": ("禁止进境", "Prohibited"),
    "port_only": ("口岸办理", "Port only"),
    "label_isolation": ("标识放行，隔离检疫", "Label, with isolation"),
    "label": ("标识放行", "Label"),
}
RESULTS: Final[Words] = {
    "release": ("合格放行", "Release"),
    "laboratory": ("送实验室检测", "To the laboratory"),
    "treatment": ("检疫处理", "Treatment"),
    "isolation": ("隔离检疫", "Isolation"),
    "return": ("退运", "Return"),
    "destruction": ("销毁", "Destruction"),
}
RECORD_STATES: Final[Words] = {
    "submitted": ("待复核", "Awaiting review"),
    "returned": ("退回补正", "Sent back"),
    "accepted": ("复核通过", "Accepted"),
    "superseded": ("已被取代", "Replaced"),
}
