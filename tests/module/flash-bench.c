/* flash-bench.c: a virtual module on the bench and an RkModule that works on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "flash-bench.h"

#include <string.h>

#include "rk-virtual-link.h"

static RkLink *
create_link (const char  *port,
             gpointer     user_data,
             GError     **error)
{
  Bench *bench = user_data;

  return rk_virtual_link_new (bench->chip, port);
}

static void
state_cb (RkModule   *module,
          GParamSpec *pspec,
          Bench      *bench)
{
  const char *nick = rk_module_state_get_nick (rk_module_get_state (module));

  g_string_append_printf (bench->states, "%s ", nick);
}

static void
found_cb (RkModule        *module,
          const RkFinding *finding,
          Bench           *bench)
{
  g_string_append_printf (bench->findings, " %s ", finding->id);
}

static void
received_cb (RkModule *module,
             GBytes   *bytes,
             guint     baud,
             gint64    time_us,
             Bench    *bench)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_string_append_len (bench->said, data, (gssize)size);
}

static void
trace_cb (gboolean      outgoing,
          gint64        time_us,
          const guint8 *bytes,
          gsize         count,
          const char   *note,
          gpointer      user_data)
{
  Bench *bench = user_data;
  int trip = g_atomic_int_get (&bench->trip);
  int before;

  /* Between jobs the worker listens, and has no cancellable. */
  if (g_cancellable_get_current () == NULL)
    return;

  before = g_atomic_int_add (&bench->bytes, (int)count);

  if (trip > 0 && before < trip && before + (int)count >= trip)
    {
      bench->tripped_at = g_get_monotonic_time ();
      bench->tripped (bench);
    }
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Bench *bench = user_data;

  bench->result = g_object_ref (result);
  bench->ended_at = g_get_monotonic_time ();
  if (bench->power_off)
    rk_virtual_module_set_power (bench->chip, FALSE);
}

Bench *
bench_new (void)
{
  static int count;
  Bench *bench = g_new0 (Bench, 1);

  bench->chip = rk_virtual_module_new (1024 * 1024);
  rk_virtual_module_set_pace (bench->chip, RK_VIRTUAL_PACE_TURBO);
  rk_virtual_module_set_wiring (bench->chip, RK_VIRTUAL_WIRING_AUTO);
  rk_virtual_module_set_power (bench->chip, TRUE);

  bench->port = g_strdup_printf ("bench-%d", count++);
  rk_link_add_scheme (bench->port, create_link, bench);

  bench->states = g_string_new (NULL);
  bench->findings = g_string_new (NULL);
  bench->said = g_string_new (NULL);
  bench->cancellable = g_cancellable_new ();
  bench->module = rk_module_new ();
  g_assert_true (rk_module_set_port (bench->module, bench->port));
  rk_module_set_trace (bench->module, trace_cb, bench);
  g_signal_connect (bench->module, "notify::state", G_CALLBACK (state_cb), bench);
  g_signal_connect (bench->module, "found", G_CALLBACK (found_cb), bench);
  g_signal_connect (bench->module, "received", G_CALLBACK (received_cb), bench);
  return bench;
}

void
bench_free (Bench *bench)
{
  g_clear_object (&bench->result);
  g_assert_finalize_object (bench->module);
  g_assert_finalize_object (bench->chip);
  g_object_unref (bench->cancellable);
  g_string_free (bench->states, TRUE);
  g_string_free (bench->findings, TRUE);
  g_string_free (bench->said, TRUE);
  g_free (bench->port);
  g_free (bench);
}

void
bench_wait (Bench *bench)
{
  while (bench->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
bench_start_flash (Bench              *bench,
                   RkPlan             *plan,
                   const RkJobOptions *options)
{
  g_assert_null (bench->result);
  g_string_truncate (bench->states, 0);
  g_string_truncate (bench->findings, 0);
  g_string_truncate (bench->said, 0);
  rk_module_flash_async (bench->module, plan, options, bench->cancellable, result_cb, bench);
}

RkFlashResult *
bench_end_flash (Bench   *bench,
                 GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bench_wait (bench);
  result = g_steal_pointer (&bench->result);
  return rk_module_flash_finish (bench->module, result, error);
}

RkFlashResult *
bench_flash (Bench              *bench,
             RkPlan             *plan,
             const RkJobOptions *options,
             GError            **error)
{
  bench_start_flash (bench, plan, options);
  return bench_end_flash (bench, error);
}

gboolean
bench_found (Bench      *bench,
             const char *id)
{
  g_autofree char *mark = g_strdup_printf (" %s ", id);

  return strstr (bench->findings->str, mark) != NULL;
}

void
bench_assert_flash (Bench   *bench,
                    guint32  offset,
                    GBytes  *bytes)
{
  g_autoptr(GBytes) flash = rk_virtual_module_get_flash (bench->chip);
  gsize size = g_bytes_get_size (bytes);

  g_assert_cmpuint (offset + size, <=, g_bytes_get_size (flash));
  g_assert_cmpmem ((const guint8 *)g_bytes_get_data (flash, NULL) + offset, size,
                   g_bytes_get_data (bytes, NULL), size);
}

GBytes *
bench_sample (void)
{
  g_autoptr(GError) error = NULL;
  char *bytes;
  gsize size;

  g_file_get_contents (RK_SAMPLE, &bytes, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, size);
}

RkPlan *
bench_sample_plan (void)
{
  g_autoptr(GBytes) sample = bench_sample ();
  RkPlan *plan = rk_plan_new ();

  rk_plan_add_bytes (plan, "hello.bin", sample, 0);
  return plan;
}
