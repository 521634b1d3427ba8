"""The child process that decodes a photo: `shrink.py SOURCE FORMAT {TARGET LONG_EDGE QUALITY}…`.

It reads what strangers made, so it first takes away its own means: memory, processor time, size
of files. It imports nothing of ours. Exit status 0, or 3 where the file cannot be decoded.
"""

import resource
import sys
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageOps

MEMORY_BYTES: Final = 1 << 30
CPU_S: Final = 20
FILE_BYTES: Final = 16 << 20
UNDECODABLE: Final = 3
Target = tuple[str, int, int]


def main(arguments: list[str]) -> int:
    limit()
    # The limits proper were checked from the header, when the photo came in; this one only warns
    Image.MAX_IMAGE_PIXELS = 120_000_000
    source, format_, *wanted = arguments
    targets = [
        (wanted[i], int(wanted[i + 1]), int(wanted[i + 2])) for i in range(0, len(wanted), 3)
    ]
    try:
        shrink(source, format_, sorted(targets, key=lambda target: -target[1]))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return UNDECODABLE
    return 0


def limit() -> None:
    """Take away what a decoder that was fooled could use."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def shrink(source: str, format_: str, targets: list[Target]) -> None:
    """Decode once, largest target first, and make each smaller picture from the one before."""
    with Image.open(source, formats=(format_,)) as opened:
        longest = targets[0][1]
        opened.draft(None, (longest, longest))  # JPEG only: decode at a fraction of the size
        image = plain(ImageOps.exif_transpose(opened))
    for target, long_edge, quality in targets:
        image.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
        image.save(target, "JPEG", quality=quality, optimize=True, progressive=True)


def plain(image: Image.Image) -> Image.Image:
    """8-bit sRGB on white, without any metadata."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    elif image.mode.startswith("I"):  # 16-bit greys, which convert() would cut off, not scale
        image = image.point(lambda grey: grey / 256).convert("L")
    image = image.convert("RGB") if image.mode != "CMYK" else image
    image = to_srgb(image, profile) if profile else image.convert("RGB")
    image.info = {}
    return image


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as meant, where the profile can be read; else as they come."""
    try:
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, meant, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        converted = None
    return converted if converted is not None else image.convert("RGB")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
