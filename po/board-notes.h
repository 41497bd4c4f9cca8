/* board-notes.h: what data/boards/ says in sentences, for translators
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing includes this file: gettext cannot read those others.  The suite “data”
 * says when a note is missing here.
 */

N_("Blue boards mostly have 512 KB of flash, black ones 1 MB.")
N_("Cables with a PL2303 have no 3.3 V wire: black is GND, green is its TX, white its RX, red 5 V.")
N_("If your board has a jumper for 3.3 V and 5 V, it must be at 3.3 V.")
N_("Later revisions of the board carry the same four pads in another place; go by what is printed next to them.")
N_("On early boards the names GPIO4 and GPIO5 are printed the wrong way round.")
N_("Put the jumper across VCC and 3V3.")
N_("RST and FLASH are buttons; the board uses them by itself when it is flashed over USB.")
N_("RX 0 and TX 1 are named for the Uno’s own chip, which sleeps here: TX goes to TX and RX to RX.")
N_("Sold by Electrodragon; wired as the ESP-01.")
N_("Some cables only charge and carry no data.")
N_("The blue LED is on GPIO2.")
N_("The button at the side is RST.")
N_("The four serial pins lie between the two rows: on a breadboard they would short, so wire them from above.")
N_("The names at the socket are those of the module: its TX is where the adapter listens.")
N_("The order of the pins differs between makers; go by the names printed on yours.  RST is the adapter’s own reset: leave it open.")
