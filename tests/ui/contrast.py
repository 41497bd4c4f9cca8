"""How well text and drawings stand out, measured in a picture of the window.

The ratio is that of WCAG 2.1: 4.5 for text, 3 for large text and for what is drawn.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import collections
import subprocess


class Picture:
    """The pixels of a PNG, as ImageMagick reads them."""

    def __init__(self, path):
        data = subprocess.run(["convert", path, "-depth", "8", "ppm:-"], check=True, capture_output=True).stdout
        _, size, _, self.pixels = data.split(b"\n", 3)
        self.width, self.height = map(int, size.split())

    def colours(self, x, y, width, height):
        """How often each colour is in a part of it."""
        counts = collections.Counter()
        for row in range(max(y, 0), min(y + height, self.height)):
            begin = 3 * (row * self.width + max(x, 0))
            line = self.pixels[begin:begin + 3 * (min(x + width, self.width) - max(x, 0))]
            counts.update(zip(line[0::3], line[1::3], line[2::3]))
        return counts


def luminance(colour):
    parts = [value / 255 for value in colour]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_contrast(picture, box):
    """Of a text in the picture: the colour that is there most is its ground, and of the
    others the farthest is that of its strokes, since edges are only mixed of the two.
    None where there is no text."""
    colours = picture.colours(box.x, box.y, box.width, box.height)
    if len(colours) < 2:
        return None
    ground = colours.most_common(1)[0][0]
    return max(ratio(ground, colour) for colour in colours)
