/* test-worker.c: the thread that owns a module's port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-outbox.h"
#include "rk-worker.h"

typedef struct
{
  RkWorker *worker;
  RkOutbox *outbox;
  GString  *said;      /* main context */
  GThread  *main;
  int       idles;     /* atomic */
  gboolean  idle_more;
} Fixture;

typedef struct
{
  Fixture *fixture;
  char     letter;
} Letter;

static gboolean
say_cb (gpointer user_data)
{
  Letter *letter = user_data;

  g_assert_true (g_thread_self () == letter->fixture->main);
  g_string_append_c (letter->fixture->said, letter->letter);
  return G_SOURCE_REMOVE;
}

static void
post (Fixture *fixture,
      char     letter)
{
  Letter *data = g_new (Letter, 1);

  *data = (Letter){ fixture, letter };
  rk_outbox_post (fixture->outbox, say_cb, data, g_free);
}

/* Blocks as a read does, until it is interrupted. */
static gboolean
idle (gpointer      user_data,
      GCancellable *interrupt)
{
  Fixture *fixture = user_data;
  GPollFD fd;

  g_atomic_int_inc (&fixture->idles);
  if (!fixture->idle_more)
    return FALSE;

  if (g_cancellable_make_pollfd (interrupt, &fd))
    {
      g_poll (&fd, 1, -1);
      g_cancellable_release_fd (interrupt);
    }
  return TRUE;
}

static void
work (gpointer      data,
      GCancellable *cancellable)
{
  Letter *letter = data;

  g_assert_true (g_thread_self () != letter->fixture->main);
  post (letter->fixture, g_cancellable_is_cancelled (cancellable) ? 'x' : letter->letter);
  post (letter->fixture, '.');
}

static void
spin_until (Fixture *fixture,
            gsize    length)
{
  while (fixture->said->len < length)
    g_main_context_iteration (NULL, TRUE);
}

static void
run (gboolean idle_more)
{
  Fixture fixture = { .said = g_string_new (NULL), .main = g_thread_self (), .idle_more = idle_more };
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  Letter letters[] = { { &fixture, 'a' }, { &fixture, 'b' }, { &fixture, 'c' }, { &fixture, 'd' } };

  g_cancellable_cancel (cancelled);
  fixture.outbox = rk_outbox_new (NULL, NULL);
  fixture.worker = rk_worker_new (idle, &fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    rk_worker_push (fixture.worker, work, &letters[i], i == 2 ? cancelled : NULL);
  spin_until (&fixture, 8);
  g_assert_cmpstr (fixture.said->str, ==, "a.b.x.d.");

  /* The idle function is left as soon as there is work again. */
  while (g_atomic_int_get (&fixture.idles) == 0)
    g_thread_yield ();
  rk_worker_push (fixture.worker, work, &letters[0], NULL);
  spin_until (&fixture, 10);
  g_assert_cmpstr (fixture.said->str, ==, "a.b.x.d.a.");

  /* What is queued is done before the thread ends. */
  rk_worker_push (fixture.worker, work, &letters[1], NULL);
  rk_worker_free (fixture.worker);
  rk_outbox_close (fixture.outbox);
  spin_until (&fixture, 12);
  g_assert_cmpstr (fixture.said->str, ==, "a.b.x.d.a.b.");
  g_string_free (fixture.said, TRUE);
}

static void
test_order (void)
{
  run (FALSE);
}

static void
test_interrupt (void)
{
  for (int i = 0; i < 100; i++)
    run (TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/module/worker/order", test_order);
  g_test_add_func ("/module/worker/interrupt", test_interrupt);

  return g_test_run ();
}
