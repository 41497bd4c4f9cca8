/* rk-library-advice.c: what to do when firmware cannot be had
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row an error code: the sentence for people, the likely cause and the remedy.
 * The error's own message, with address and numbers, is for the details.
 */

#include "rk-library-advice.h"

#include <gio/gio.h>

#include "rk-error.h"

typedef struct
{
  gboolean    ours; /* code is of RK_ERROR, else of G_IO_ERROR */
  int         code;
  const char *id;
  const char *summary;
  const char *cause;
  const char *remedy;
} Advice;

#define GO_ON N_("Download again: it goes on from where it was. What is here already can be used meanwhile.")

/* clang-format off */
static const Advice advices[] = {
  { FALSE, G_IO_ERROR_HOST_NOT_FOUND, "library.no-network",
    N_("The server was not found."),
    N_("There is no network, a proxy is needed, or the address is wrong."),
    N_("Check the connection to the internet. Behind a proxy, set https_proxy and start Rekindle from there. What is here already can be used without network.") },
  { FALSE, G_IO_ERROR_CONNECTION_REFUSED, "library.refused",
    N_("The server does not answer."),
    N_("It is down, or a firewall or proxy is in between."),
    N_("Try again later, or from another network. What is here already can be used without network.") },
  { FALSE, G_IO_ERROR_TIMED_OUT, "library.slow",
    N_("Too little came for too long, so the download was given up."),
    N_("The network or the server is slow."),
    GO_ON },
  { FALSE, G_IO_ERROR_PARTIAL_INPUT, "library.broken-off",
    N_("The connection broke off again and again."),
    N_("The network is unsteady, or the server ended the download."),
    GO_ON },
  { FALSE, G_IO_ERROR_NOT_FOUND, "library.not-found",
    N_("A file is not there any more."),
    N_("It was moved or removed, or the list has a wrong address or name."),
    N_("Look for a newer version. If you have the files, open them on the Flash page.") },
  { FALSE, G_IO_ERROR_PERMISSION_DENIED, "library.denied",
    N_("A file may not be read."),
    N_("The server wants a login or a proxy does, or the file belongs to another user."),
    N_("Download the files with a browser and open them on the Flash page.") },
  { FALSE, G_IO_ERROR_NO_SPACE, "library.disk-full",
    N_("The disk is full."),
    NULL,
    N_("Make room, for example by removing firmware from the cache that is not needed, and download again.") },
  { FALSE, G_IO_ERROR_INVALID_DATA, "library.wrong-part",
    N_("The server sends another part of the file than was asked for."),
    N_("It, or a proxy in between, does not do what it says it can."),
    N_("Try again later, or from another network.") },
  { FALSE, G_IO_ERROR_NOT_SUPPORTED, "library.protocol",
    N_("That is, or leads to, an address that is not accepted."),
    N_("Only http and https are followed, and what begins encrypted has to stay so."),
    N_("Ask whoever keeps the list for an address that leads to the file itself.") },
  { FALSE, G_IO_ERROR_FAILED, "library.failed",
    N_("The download failed."),
    N_("The server is out of order, does not want to be asked so often, or cannot prove that it is the right one."),
    N_("Try again in a few minutes. What is here already can be used meanwhile.") },

  { TRUE, RK_ERROR_BAD_IMAGE, "library.wrong-file",
    N_("What came is not the file that it should be, so it was thrown away."),
    N_("Its size or SHA-256 is not what the list says: the file was replaced at its address, or changed on the way."),
    N_("Try again. If this goes on, do not use this source: nobody can tell what the file is.") },
  { TRUE, RK_ERROR_BAD_PLAN, "library.bad-list",
    N_("That is not a list of firmware that can be read."),
    N_("A manifest.json as ESP Web Tools has it, flasher_args.json, flash_args, a catalogue or a .conf of the Flash Download Tool is needed; and there must be something in it for this module."),
    N_("Give the address or file of the list, not of a web page about it. A .bin or .zip is opened on the Flash page.") },
  { TRUE, RK_ERROR_PLAN_REFUSED, "library.unverified",
    N_("It is not verified, so it is not taken."),
    N_("Its list has no SHA-256, so nobody can tell whether a file is what it should be."),
    N_("Choose a source that has them, or have it taken anyway.") },
  { FALSE, G_IO_ERROR_INVALID_ARGUMENT, "library.bad-address",
    N_("That is not the address of a list."),
    N_("Addresses begin with https:// or http://."),
    N_("Copy the address from the browser, or choose a file.") },
};
/* clang-format on */

static const Advice unknown = {
  FALSE, 0, "library.error",
  N_("That did not work."),
  NULL,
  N_("Try again. If it fails again, the details tell more."),
};

/**
 * rk_library_advice_new:
 * @error: what a call of the library failed with
 *
 * Returns: (transfer full): it in words, with what to do; the value “details” is the
 *   error's own message
 */
RkFinding *
rk_library_advice_new (const GError *error)
{
  const Advice *advice = &unknown;

  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (g_error_matches (error, advices[i].ours ? RK_ERROR : G_IO_ERROR, advices[i].code))
      advice = &advices[i];

  return rk_finding_new (advice->id, RK_SEVERITY_ERROR, advice->summary, advice->cause, advice->remedy,
                         "details", error->message, NULL);
}
