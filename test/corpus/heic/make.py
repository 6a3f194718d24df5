"""Makes the HEIC samples beside this file. Nothing here decodes or encodes HEVC in the tests themselves, so they are kept.

    python3 -m venv /tmp/heif && /tmp/heif/bin/pip install pillow==13.0.0 pillow-heif==1.8.1
    /tmp/heif/bin/python test/corpus/heic/make.py

Each shows four quarters of one colour and a light mark in the first, as test/corpus/heic.ts describes them; what differs is how it
is coded. Rotations, colours, depth maps and hostile files are made from these by test/corpus/heic.ts, box by box.
"""

import io
import random
from pathlib import Path

import pillow_heif
from PIL import Image, ImageFilter

here = Path(__file__).parent


def quarters(width, height):
    colours = [(200, 60, 40), (40, 160, 70), (50, 80, 190), (220, 200, 60)]
    picture = Image.new("RGB", (width, height))
    for number, colour in enumerate(colours):
        left, top = (number % 2) * (width // 2), (number // 2) * (height // 2)
        right = width if number % 2 else width // 2
        bottom = height if number // 2 else height // 2
        picture.paste(colour, (left, top, right, bottom))
    picture.paste((250, 250, 250), (8, 8, 24, 16))
    return picture


def save(name, mode, size, data, quality=90, preset="slow", **options):
    chroma = options.pop("chroma", "420")
    file = io.BytesIO()
    pillow_heif.encode(mode, size, data, file, quality=quality, enc_params={"preset": preset, "chroma": chroma}, **options)
    (here / f"{name}.heic").resolve().write_bytes(file.getvalue())
    print(f"{name}.heic: {len(file.getvalue())} bytes")


def in_16_bits(data):
    wide = bytearray(len(data) * 2)
    wide[0::2] = data
    wide[1::2] = data
    return bytes(wide)


plain = quarters(96, 64)
save("plain", "RGB", plain.size, plain.tobytes())
save("deep", "RGB;16", plain.size, in_16_bits(plain.tobytes()))
save("full", "RGB", plain.size, plain.tobytes(), chroma="444")
grey = plain.convert("L")
save("grey", "L", grey.size, grey.tobytes())
odd = quarters(95, 63)
save("odd", "RGB", odd.size, odd.tobytes())
clear = plain.copy()
ramp = Image.new("L", plain.size)
ramp.putdata([round(255 * (x + 0.5) / plain.width) for _ in range(plain.height) for x in range(plain.width)])
clear.putalpha(ramp)
save("alpha", "RGBA", clear.size, clear.tobytes())
save("premultiplied", "RGBa", clear.size, clear.convert("RGBa").tobytes())
whole = quarters(160, 120)
save("grid", "RGB", whole.size, whole.tobytes(), tile_size=64)

exif = Image.Exif()
exif[0x010F] = "Corner Shop Phones"
exif[0x0112] = 6
exif[0x013B] = "Mina Park"
exif[0x8298] = "(c) 2026 Corner Shop"
exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 36.0), 3: "E", 4: (126.0, 58.0, 41.0)})
exif[0x8825] = exif.get_ifd(0x8825)
xmp = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt>'
    '<rdf:li xml:lang="x-default">All rights reserved</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>'
)
save("photo", "RGB", plain.size, plain.tobytes(), exif=exif.tobytes(), xmp=xmp.encode(), thumbnails=[48])

# As hard as a piece of a photo of 12 megapixels: a slope, grain, and edges.
dice = random.Random(7)
side = 512
grain = Image.new("L", (side, side))
grain.putdata([min(255, max(0, round(dice.gauss(128, 40)))) for _ in range(side * side)])
grain = grain.filter(ImageFilter.GaussianBlur(1.2))
slope = Image.linear_gradient("L").resize((side, side))
tile = Image.merge("RGB", [Image.blend(slope, grain, share) for share in (0.35, 0.4, 0.3)])
for number in range(12):
    x, y, size = dice.randrange(side), dice.randrange(side), dice.randrange(20, 120)
    tile.paste(tuple(dice.randrange(256) for _ in range(3)), (x, y, x + size, y + size // 2))
save("tile", "RGB", tile.size, tile.tobytes(), quality=68, preset="medium")

# What the tour uploads: night above, dawn below, in tiles and lying on its side, as a phone writes it.
night, dawn = (11, 29, 58), (242, 166, 90)
sky = Image.new("RGB", (1600, 1200))
for y in range(1200):
    share = y / 1199
    sky.paste(tuple(round(a + (b - a) * share) for a, b in zip(night, dawn)), (0, y, 1600, y + 1))
turned = Image.Exif()
turned[0x0112] = 6
lying = sky.transpose(Image.Transpose.ROTATE_90)
save("../../../local/tour/dawn", "RGB", lying.size, lying.tobytes(), quality=50, tile_size=512, exif=turned.tobytes())
