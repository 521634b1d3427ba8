"""Small pictures: upright, without metadata, made where a bomb can do no harm."""

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from backend.photos import NoPreviewError, PhotoStore, StoredPhoto
from backend.photos.previews import Previews, Size
from tests.backend.photos.kit import MP4, jpeg, png, png_bomb, sha


@pytest.fixture
def previews(data: Path) -> Previews:
    return Previews(data)


def lying(folder: Path, content: bytes, kind: str = "image/jpeg") -> StoredPhoto:
    """A file as if it had been stored, whatever it is."""
    folder.mkdir(exist_ok=True)
    path = folder / sha(content)
    path.write_bytes(content)
    return StoredPhoto(sha(content), len(content), kind, path)  # type: ignore[arg-type]


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


@pytest.mark.parametrize(("size", "expected"), [("thumb", (320, 240)), ("screen", (1600, 1200))])
async def test_sizes(previews: Previews, data: Path, size: Size, expected: tuple[int, int]) -> None:
    image = opened(await previews.get(lying(data, jpeg(size=(2048, 1536))), size))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", expected)


async def test_a_small_photo_is_not_blown_up(previews: Previews, data: Path) -> None:
    photo = lying(data, jpeg(size=(400, 300)))
    assert opened(await previews.get(photo, "screen")).size == (400, 300)
    assert opened(await previews.get(photo, "thumb")).size == (320, 240)


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (320, 240), (10, 10)), (3, (320, 240), (310, 230)), (6, (240, 320), (230, 10))],
)
async def test_it_stands_upright(
    previews: Previews,
    data: Path,
    orientation: int,
    size: tuple[int, int],
    red: tuple[int, int],
) -> None:
    photo = lying(data, jpeg(size=(800, 600), orientation=orientation))
    image = opened(await previews.get(photo, "thumb"))
    assert image.size == size
    pixel = image.getpixel(red)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert max(pixel[1:]) < 60


@pytest.mark.parametrize("size", ["thumb", "screen"])
async def test_it_gives_away_neither_place_nor_camera(
    previews: Previews, data: Path, size: Size
) -> None:
    content = jpeg(size=(2048, 1536))
    assert b"Greenlane Test Camera" in content
    assert b"taken in Jinzhou" in content
    path = await previews.get(lying(data, content), size)
    made = path.read_bytes()
    assert b"Exif" not in made
    assert b"Greenlane" not in made
    assert b"Jinzhou" not in made
    assert set(opened(path).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
async def test_every_kind_of_png(previews: Previews, data: Path, mode: str) -> None:
    image = opened(await previews.get(lying(data, png(mode=mode), "image/png"), "thumb"))
    assert (image.mode, image.size) == ("RGB", (20, 10))
    transparent = mode in ("RGBA", "LA")
    assert image.getpixel((5, 5)) == ((255, 255, 255) if transparent else (0, 0, 0))


async def test_sixteen_bits_are_scaled_and_not_cut_off(previews: Previews, data: Path) -> None:
    out = io.BytesIO()
    Image.new("I;16", (20, 10), 128 * 256).save(out, "PNG")
    image = opened(await previews.get(lying(data, out.getvalue(), "image/png"), "thumb"))
    pixel = image.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert 126 <= pixel[0] <= 130


@pytest.mark.parametrize("profile", [b"no profile", b""], ids=["damaged", "none"])
async def test_colours_survive_a_bad_profile(
    previews: Previews, data: Path, profile: bytes
) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (20, 10)).save(out, "JPEG", icc_profile=profile)
    image = opened(await previews.get(lying(data, out.getvalue()), "thumb"))
    assert image.getpixel((5, 5)) == (255, 255, 255)


async def test_a_profile_is_applied_and_not_kept(previews: Previews, data: Path) -> None:
    out = io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (20, 10), (10, 200, 30)).save(out, "JPEG", icc_profile=lab, quality=100)
    path = await previews.get(lying(data, out.getvalue()), "thumb")
    assert "icc_profile" not in opened(path).info
    pixel = opened(path).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert all(abs(a - b) <= 8 for a, b in zip(pixel, (10, 200, 30), strict=True))


@pytest.mark.parametrize("side", [15_000, 22_000], ids=["by memory", "by size"])
async def test_a_bomb_bursts_in_the_child(previews: Previews, data: Path, side: int) -> None:
    """Even one that got past the header check, as no file does."""
    with pytest.raises(NoPreviewError, match=r"exit 3: (MemoryError|DecompressionBombError)"):
        await previews.get(lying(data, png_bomb(side, rows=10), "image/png"), "thumb")


async def test_a_damaged_photo_has_none_and_is_not_tried_again(
    previews: Previews, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = lying(data, jpeg()[:700])
    with pytest.raises(NoPreviewError, match="exit 3"):
        await previews.get(photo, "thumb")
    with pytest.raises(NoPreviewError, match="before"):
        await previews.get(photo, "screen")
    assert not [path for path in (data / "thumbs").rglob("*") if path.is_file()]


async def test_one_that_takes_too_long_is_stopped(data: Path) -> None:
    with pytest.raises(NoPreviewError, match="took more"):
        await Previews(data, wall_s=0.001).get(lying(data, jpeg()), "thumb")


async def test_clips_have_none(store: PhotoStore, data: Path) -> None:
    with pytest.raises(NoPreviewError, match="video/mp4"):
        await store.preview(lying(data, MP4, "video/mp4"), "thumb")


async def test_at_most_so_many_at_once_and_each_photo_decoded_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    previews = Previews(data, at_once=2)
    running, most, runs = 0, 0, 0
    run = previews._run

    async def counted(photo: StoredPhoto, drafts: dict[Size, Path]) -> None:
        nonlocal running, most, runs
        running, runs = running + 1, runs + 1
        most = max(most, running)
        await run(photo, drafts)
        running -= 1

    monkeypatch.setattr(previews, "_run", counted)
    photos = [lying(data, jpeg(seed)) for seed in range(3)]
    sizes: list[Size] = ["thumb", "screen", "thumb"]
    await asyncio.gather(*(previews.get(photo, size) for photo in photos for size in sizes))
    assert (most, runs) == (2, 3)
