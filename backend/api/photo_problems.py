"""What goes wrong with a photo, in words for the one who took it."""

from typing import Final, NamedTuple

from backend.api.problems import ProblemError
from backend.photos import (
    DiskFullError,
    LengthError,
    NoPreviewError,
    NotAPhotoError,
    OffsetMismatchError,
    PhotoError,
    StalledError,
    UnknownPhotoError,
    WrongHashError,
)


class _Words(NamedTuple):
    status: int
    code: str
    zh: str
    en: str
    action_zh: str
    action_en: str


_WORDS: Final[dict[type[PhotoError], _Words]] = {
    UnknownPhotoError: _Words(
        404,
        "no_such_photo",
        "没有这张照片，或尚未上传。",
        "There is no such photo, or it has not arrived yet.",
        "请等待拍摄终端上传。",
        "Wait until the phone that took it has sent it.",
    ),
    OffsetMismatchError: _Words(
        409,
        "offset_mismatch",
        "续传位置不一致。",
        "The upload does not continue where it stopped.",
        "请查询已收到的位置后续传。",
        "Ask how far it is and continue from there.",
    ),
    WrongHashError: _Words(
        460,
        "wrong_hash",
        "照片在传输中损坏，已丢弃。",
        "The photo was damaged on its way and was dropped.",
        "请从头重新上传；终端上的原照片仍在。",
        "Send it again from the start; the phone still has it.",
    ),
    NotAPhotoError: _Words(
        415,
        "not_a_photo",
        "这不是可接受的照片或短片。",
        "This is not a photo or clip that can be kept.",
        "请使用 JPEG、PNG、HEIC 照片或 MP4、WebM 短片。",
        "Use a JPEG, PNG or HEIC photo, or an MP4 or WebM clip.",
    ),
    StalledError: _Words(
        408,
        "upload_stalled",
        "上传长时间没有进展。",
        "The upload made no progress for too long.",
        "信号恢复后会从断点续传。",
        "It continues from where it stopped once the signal is back.",
    ),
    DiskFullError: _Words(
        507,
        "disk_full",
        "服务器存储空间不足，照片未保存。",
        "The server has no room left; the photo was not kept.",
        "照片仍在终端上。请管理员清出空间后重试。",
        "The phone still has it. Have an administrator make room, then try again.",
    ),
    NoPreviewError: _Words(
        404,
        "no_preview",
        "此文件没有缩略图。",
        "There is no small picture of this file.",
        "请打开原件。",
        "Open the original.",
    ),
}


def problem_of(error: PhotoError) -> ProblemError:
    if isinstance(error, LengthError):
        return _too_large(error)
    words = _WORDS[type(error)]
    headers = {"Upload-Offset": str(error.have)} if isinstance(error, OffsetMismatchError) else None
    return ProblemError(*words, headers=headers)


def _too_large(error: LengthError) -> ProblemError:
    most = f"{error.max_bytes / 1024 / 1024:.0f} MB"
    return ProblemError(
        413,
        "too_large",
        f"文件为空，或超过 {most}。",
        f"The file is empty, or larger than {most}.",
        "请缩小照片或截短视频后重试。",
        "Make the photo smaller or the clip shorter and try again.",
    )
