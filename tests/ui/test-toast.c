/* test-toast.c: toasts with any text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-toast.h"

/* A toast shows what its title is as markup, and nothing where it is none. */
static void
test_any_text (void)
{
  static const char *const texts[] = { "Saved as R&D.pdf", "<b>.bin was added", "“Müller & Söhne”", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(AdwToast) toast = g_object_ref_sink (rk_toast_new (texts[i]));
      g_autofree char *shown = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (pango_parse_markup (adw_toast_get_title (toast), -1, 0, NULL, &shown, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (shown, ==, texts[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/toast/any-text", test_any_text);

  return g_test_run ();
}
