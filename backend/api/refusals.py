"""Why the desk may not do something: by the code of the rule, the status and both languages."""

from typing import Final

REFUSALS: Final[dict[str, tuple[int, str, str]]] = {
    "crate_held": (
        409,
        "该箱在口岸暂不放行，不得登记到园或办理。",
        "The crate is held at the port: it may not come in, nor can this be done.",
    ),
    "crate_rejected": (409, "该箱已判不合格，等待处置。", "The crate was found unfit."),
    "crate_closed": (409, "该箱已办结。", "The crate is closed."),
    "out_of_place": (
        409,
        "该箱的现状不能办理此事。",
        "The crate is not in a state in which this can be done.",
    ),
    "sheet_unknown": (404, "没有这张纸质记录单。", "There is no such sheet."),
    "sheet_entered": (409, "这张记录单已补录过。", "This sheet was entered already."),
    "sheet_of_another_crate": (
        409,
        "这张记录单是为另一箱打印的。",
        "This sheet was printed for another crate.",
    ),
    "sheet_of_another_class": (
        409,
        "这张记录单是另一类货物的。",
        "This sheet is for another class of goods.",
    ),
    "sheet_asks_otherwise": (
        409,
        "检查表版本与记录单上的不符。",
        "The checklists are not those of the sheet.",
    ),
    "not_an_inspector": (
        409,
        "记录单上的主检或记录人不是检疫人员。",
        "Whoever signed the sheet is not an inspector.",
    ),
    "scan_missing": (
        409,
        "缺记录单的照片或扫描件。",
        "A photo or scan of the sheet is missing.",
    ),
    "lead_records": (
        409,
        "主检和记录人须为两人。",
        "Lead and recorder are two people.",
    ),
    "lot_frozen": (
        409,
        "所在批次已冻结，须先解除冻结。",
        "Its lot is frozen; the freeze must be lifted first.",
    ),
    "laboratory_awaited": (
        409,
        "样品结果未出，不能放行。",
        "A laboratory result is awaited, so it cannot be released.",
    ),
    "laboratory_failed": (
        409,
        "样品检测不合格，须先处理或改判。",
        "A sample failed: order a treatment or have it returned or destroyed.",
    ),
    "treatment_open": (
        409,
        "检疫处理未验收合格，不能放行。",
        "A treatment is not yet found effective, so it cannot be released.",
    ),
    "lot_unknown": (404, "没有这个批次。", "There is no such lot."),
    "lot_not_frozen": (409, "该批次并未冻结。", "The lot is not frozen."),
    "not_of_that_lot": (409, "该箱不属于此批次。", "The crate is not of that lot."),
    "lot_not_sampled": (
        409,
        "批次中没有已拆包的箱，不能据以判定。",
        "No crate of the lot was opened, so nothing speaks for the rest.",
    ),
    "lot_undecided": (
        409,
        "批次中还有已拆包而未合格的箱。",
        "An opened crate of the lot has not passed.",
    ),
    "lot_to_be_opened": (
        409,
        "该批次已决定逐箱拆包。",
        "It was decided that each crate of the lot is opened.",
    ),
    "already_inspected": (409, "该箱已有查验记录。", "The crate has a record already."),
    "voucher_used": (409, "该抽样凭证号已被使用。", "That voucher was used already."),
    "sample_unknown": (404, "没有这份样品。", "There is no such sample."),
    "sample_resulted": (409, "该样品已有结果。", "The sample has a result already."),
    "sample_cancelled": (409, "该样品已取消。", "The sample was cancelled."),
    "same_inspector": (409, "两名抽样人不能是同一人。", "Two different people draw a sample."),
    "not_its_inspector": (409, "须由抽样人之一录入。", "One of those who drew it must enter it."),
    "value_owed": (409, "数值结果须填数值。", "A measured value is missing."),
    "organism_owed": (409, "检出须写明有害生物。", "Detected: name the organism."),
    "referral_unknown": (404, "没有这次会诊。", "There is no such referral."),
    "not_an_expert": (
        409,
        "书面意见须由专家本人提交。",
        "A written opinion is the expert's own to give.",
    ),
    "order_used": (409, "该处理通知单号已被使用。", "That order number was used already."),
    "order_unknown": (404, "没有这份处理通知单。", "There is no such treatment order."),
    "treatment_done": (409, "该次处理已完成。", "The treatment is done already."),
    "treatment_not_done": (
        409,
        "处理尚未完成，不能验收。",
        "The treatment is not done yet, so it cannot be checked.",
    ),
    "treatment_done_anew": (
        409,
        "该处理已重做，所核的不是最近一次。",
        "The treatment was done again since: this is not a check of its last run.",
    ),
    "check_remark_owed": (
        409,
        "不符或须重做时须写明情况。",
        "Say why: something differs, or it is to be done again.",
    ),
    "found_value_owed": (409, "不符须写明实测值。", "Where it differs, say what was found."),
    "value_twice": (409, "同一项核查了两次。", "One thing is checked twice."),
    "bad_time": (409, "时间无法识别。", "A time is none."),
    "ended_before_started": (409, "结束时间早于开始时间。", "It ends before it starts."),
    "registration_used": (409, "该隔离登记号已被使用。", "That registration was used already."),
    "registration_unknown": (404, "没有这个隔离登记号。", "There is no such isolation."),
    "isolation_ended": (409, "该次隔离已结束。", "The isolation has ended."),
    "symptoms_owed": (409, "状况异常须写明症状。", "Describe what is not well."),
    "symptoms_need_photo": (409, "状况异常须附照片。", "What is not well needs a photo."),
    "alive_over_planted": (
        409,
        "存活数大于种植数。",
        "More plants are alive than were planted.",
    ),
    "certificate_unknown": (404, "没有这份单证。", "There is no such form."),
    "certificate_void": (409, "该单证已作废。", "The form is void already."),
    "number_used": (409, "该编号已被使用。", "That number was used already."),
    "no_label_in_force": (
        409,
        "该箱没有有效标识，不能调离。",
        "The crate bears no label in force, so it may not be transferred.",
    ),
    "not_of_that_declaration": (
        409,
        "一份单证只能包括同一报检的箱。",
        "A form covers crates of one declaration only.",
    ),
    "new_declaration_owed": (
        409,
        "留购须填写新的报检号。",
        "Retained by purchase: give the number of the new declaration.",
    ),
    "character_unprintable": (
        409,
        "有字符无法打印，请改写。",
        "A character cannot be printed; write it otherwise.",
    ),
    "photo_not_attached": (409, "照片不在服务器上。", "A photo is not on the server."),
    "no_right": (403, "您没有此项权限。", "You have no right to do this."),
    "declaration_unknown": (404, "没有这份报检。", "There is no such declaration."),
    "crate_unknown": (404, "没有这一箱。", "There is no such crate."),
    "label_unknown": (404, "没有这个标识号。", "There is no such label number."),
    "record_unknown": (404, "没有这份查验记录。", "There is no such record."),
    "device_unknown": (404, "没有这台终端。", "There is no such device."),
    "label_not_in_force": (409, "该标识已作废或已换发。", "This label is void or replaced."),
    "label_not_good": (
        409,
        "标识核验未通过，不能加贴放行。",
        "The label does not verify and releases nothing.",
    ),
    "no_open_print": (
        409,
        "该标识没有未加贴、未销毁的打印件。",
        "No print of this label is left that is neither affixed nor destroyed.",
    ),
    "never_printed": (409, "该标识没有打印记录。", "This label was never printed."),
    "run_complete": (
        409,
        "这是该次打印的最后一张，无需续打。",
        "That was the last label of its run; there is nothing to go on with.",
    ),
    "run_going": (
        409,
        "这次打印并未中断，不能从头重来。",
        "This run was not interrupted, so there is nothing to begin again.",
    ),
    "label_of_another_crate": (
        409,
        "该标识属于另一箱。",
        "The label belongs to another crate.",
    ),
    "not_released_at_port": (
        409,
        "该箱尚未在口岸放行，不能交接：请先扫箱上标识。",
        "The crate is not released at the port and cannot be handed over: scan its label first.",
    ),
    "already_handed": (409, "该箱已交承运人。", "The crate was handed to a carrier already."),
    "several_ports": (
        409,
        "一份清单只列一个口岸的箱。",
        "One list holds the crates of one port.",
    ),
    "label_in_force": (409, "该箱已有有效标识。", "The crate bears a label already."),
    "may_not_travel": (409, "该箱不得加贴标识放行。", "The crate may not travel under a label."),
    "reviewer_is_inspector": (
        409,
        "复核人不能是本记录的检疫人员。",
        "The reviewer may not be one of its inspectors.",
    ),
    "photos_missing": (
        409,
        "还有照片未传到，暂不能通过。",
        "Photos have not arrived yet, so it cannot be accepted.",
    ),
    "already_reviewed": (409, "该记录已复核过。", "This record was reviewed already."),
    "reason_owed": (409, "退回须写明原因。", "A record is sent back with a reason."),
    "dispute_unknown": (404, "没有这项争议。", "There is no such dispute."),
    "objection_unknown": (404, "没有这项疑点。", "There is no such objection."),
    "not_quarantined": (404, "该记录不在隔离区。", "This entry is not in quarantine."),
    "already_settled": (409, "已有结论。", "This is settled already."),
    "already_admitted": (409, "该记录已准予生效。", "This entry was admitted already."),
    "already_dismissed": (409, "该记录已被驳回。", "This entry was dismissed already."),
    "own_entry": (
        409,
        "本人的记录须由他人处理。",
        "Somebody else must decide on one's own entry.",
    ),
    "made_at_desks_only": (
        409,
        "这类记录只能在管理端作出，终端上的不能准予生效。",
        "Entries of this kind are made at the desk only; one from a phone cannot be admitted.",
    ),
    "not_understood": (
        409,
        "本版本读不懂这条记录；它会一直保留，更新程序后可再办理。",
        "This version cannot read the entry; it is kept, and can be admitted after an update.",
    ),
    "port_unknown": (404, "本届展会没有这个口岸。", "This expo has no such port."),
    "port_key_elsewhere": (
        409,
        "口岸的有效密钥不在本系统，由口岸签发。",
        "No valid key of the port is kept here; the port issues.",
    ),
    "key_unknown": (404, "信任列表中没有这个密钥。", "The trust list has no such key."),
    "key_known": (409, "该密钥已收录。", "This key is listed already."),
    "key_already_revoked": (
        409,
        "该密钥已吊销；只能改为更早的日期。",
        "This key is revoked already; only an earlier day can be set.",
    ),
    "trust_list_full": (
        409,
        "作废名单已满，此标识未能作废或换发。",
        "The list of void numbers is full: this label was neither voided nor replaced.",
    ),
    "trust_keys_full": (
        409,
        "信任列表已满，放不下更多密钥。",
        "The trust list is full: not even another key fits.",
    ),
    "day_wrong": (409, "日期不成立。", "This day cannot be."),
    "no_public_key": (
        409,
        "不是 PEM 公钥（keygen 生成的 .pub.pem 文件）。",
        "This is no public key in PEM (the .pub.pem that keygen writes).",
    ),
    "numbers_run_out": (
        409,
        "本年剩余的标识号不够。",
        "Not so many numbers are left of this year.",
    ),
    "device_known": (
        409,
        "此终端的密钥已登记过，请换新密钥登记。",
        "The key of this device was enrolled before; enrol with a new one.",
    ),
    "device_revoked": (
        409,
        "此终端的密钥已停用，请换新密钥登记。",
        "The key of this device was revoked; enrol with a new one.",
    ),
    "device_already_revoked": (409, "该终端已停用。", "This device is revoked already."),
    "item_not_sent_back": (
        409,
        "记录中没有这一项答案可退回。",
        "The record has no such answer to send back.",
    ),
}

RELOAD: Final = ("请刷新后核对。", "Reload and check.")
_REVOKE_ZH: Final = (
    "请管理员在“密钥”中为该口岸换发密钥，再吊销旧密钥，日期填这些标识最早的签发日期："
    "该日起旧密钥签发的标识全部失效，不占名单；仍要使用的箱再逐个换发。"
)
_REVOKE_EN: Final = (
    "Have an administrator give the port a new key under Keys, then revoke the old one from the "
    "day on which the first of these labels was issued: all that it signed from then on stop "
    "counting and take no room in the list. Then replace the labels of crates that still travel."
)
ACTIONS: Final[dict[str, tuple[str, str]]] = {
    "trust_list_full": (_REVOKE_ZH, _REVOKE_EN),
    "trust_keys_full": (
        "请联系系统维护人员；已列的密钥仍可吊销。",
        "Ask whoever maintains the system; keys that are listed can still be revoked.",
    ),
}
"""What to do about it, where reloading does not help."""
