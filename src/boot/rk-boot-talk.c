/* rk-boot-talk.c: what several lines of a talk with AT firmware tell together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An answer is known only with the command that it belongs to: ERROR after
 * AT+CWJAP is a failed join.  Sources: at_cmd.c and at_wifiCmd.c of
 * espressif/ESP8266_AT, the AT documents of espressif/esp-at, output of real
 * modules of all generations.
 */

#include "rk-boot-talk-private.h"

#include <string.h>

/**
 * _rk_boot_talk_init:
 * @self: (out caller-allocates): a talk
 *
 * Makes it one in which nothing was said.
 */
void
_rk_boot_talk_init (RkBootTalk *self)
{
  memset (self, 0, sizeof *self);
  self->cloud_step = -1;
  self->join = -1;
  self->join_error = -1;
  self->wifi_reason = -1;
}

static gboolean
conclude (RkBootFact     *conclusion,
          RkBootFactKind  kind,
          gint64          value,
          const char     *text)
{
  conclusion->kind = kind;
  for (guint i = 0; i < RK_BOOT_FACT_N_VALUES; i++)
    conclusion->values[i] = -1;
  conclusion->values[0] = value;
  g_strlcpy (conclusion->text, text, sizeof conclusion->text);
  return TRUE;
}

/* Which form of AT+GMR's answer the lines so far make. */
static const char *
get_gmr_format (guint signs)
{
  if (signs & RK_BOOT_GMR_DIGITS)
    return "digits";
  if (signs & RK_BOOT_GMR_CHIP)
    return "esp-at-chip";
  if (signs & RK_BOOT_GMR_COMMIT)
    return "esp-at";
  if ((signs & RK_BOOT_GMR_VERSION) && !(signs & RK_BOOT_GMR_DATE))
    return "early-two-line";
  if ((signs & RK_BOOT_GMR_VENDOR) && !(signs & RK_BOOT_GMR_BIN))
    return signs & RK_BOOT_GMR_COMPILE ? "ai-thinker" : "ai-thinker-date";
  return signs & RK_BOOT_GMR_BIN ? "nonos-bin" : "nonos";
}

static gboolean
end_gmr (RkBootTalk *self,
         RkBootFact *conclusion)
{
  guint signs = self->gmr;

  self->gmr = 0;
  return (signs & (RK_BOOT_GMR_DIGITS | RK_BOOT_GMR_VERSION | RK_BOOT_GMR_BIN)) != 0 &&
         conclude (conclusion, RK_BOOT_FACT_GMR_FORMAT, -1, get_gmr_format (signs));
}

static RkBootTalkPending
classify (const char *command)
{
  static const struct
  {
    const char       *command;
    RkBootTalkPending pending;
  } rows[] = {
    { "AT+CWJAP", RK_BOOT_TALK_JOIN },
    { "AT+CWJAP_CUR", RK_BOOT_TALK_JOIN },
    { "AT+CWJAP_DEF", RK_BOOT_TALK_JOIN },
    { "AT+GMR", RK_BOOT_TALK_GMR },
    { "AT+CIFSR", RK_BOOT_TALK_CIFSR },
    { "AT+CIUPDATE", RK_BOOT_TALK_UPDATE },
    { "AT+RST", RK_BOOT_TALK_RESTART },
    { "AT+RESTORE", RK_BOOT_TALK_RESTART },
    { "ATE0", RK_BOOT_TALK_ECHO_OFF },
    { "ATE1", RK_BOOT_TALK_ECHO_ON },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (command, rows[i].command) == 0)
      return rows[i].pending;

  return RK_BOOT_TALK_OTHER;
}

static gboolean
add_command (RkBootTalk       *self,
             const RkBootFact *fact,
             RkBootFact       *conclusion)
{
  self->n_commands++;
  self->before = self->pending;
  self->pending = classify (fact->text);
  self->join_error_told = FALSE;
  if (self->pending == RK_BOOT_TALK_UPDATE)
    {
      self->cloud_step = -1;
      self->cloud_over = FALSE;
      self->cloud_failed = FALSE;
    }
  if (self->pending == RK_BOOT_TALK_RESTART)
    self->restart_asked = TRUE;
  return end_gmr (self, conclusion);
}

static gboolean
end_join (RkBootTalk *self,
          RkBootJoin  join,
          RkBootFact *conclusion)
{
  self->join = (int)join;
  self->join_told = TRUE;
  self->join_error_told = FALSE;
  return conclude (conclusion, RK_BOOT_FACT_JOIN, (gint64)join, "");
}

static gboolean
add_reply (RkBootTalk       *self,
           const RkBootFact *fact,
           RkBootFact       *conclusion)
{
  RkBootAtReply reply = (RkBootAtReply)fact->values[0];
  gboolean failed = reply == RK_BOOT_AT_ERROR || reply == RK_BOOT_AT_FAIL;
  RkBootTalkPending pending = self->pending;

  self->n_ok += reply == RK_BOOT_AT_OK;
  self->n_errors += failed;
  self->pending = RK_BOOT_TALK_NONE;
  self->garbage_after = FALSE;
  if (self->gmr != 0)
    return end_gmr (self, conclusion);

  switch (pending)
    {
    case RK_BOOT_TALK_JOIN:
      if (!failed)
        return end_join (self, RK_BOOT_JOIN_OK, conclusion);
      return end_join (self, reply == RK_BOOT_AT_FAIL || self->join_error_told ? RK_BOOT_JOIN_FAIL : RK_BOOT_JOIN_ERROR,
                       conclusion);
    case RK_BOOT_TALK_UPDATE:
      self->cloud_over = TRUE;
      self->cloud_failed = failed;
      return FALSE;
    case RK_BOOT_TALK_ECHO_OFF:
    case RK_BOOT_TALK_ECHO_ON:
      return !failed && conclude (conclusion, RK_BOOT_FACT_ECHO, pending == RK_BOOT_TALK_ECHO_ON, "");
    case RK_BOOT_TALK_NONE:
    case RK_BOOT_TALK_OTHER:
    case RK_BOOT_TALK_GMR:
    case RK_BOOT_TALK_CIFSR:
    case RK_BOOT_TALK_RESTART:
    default:
      return FALSE;
    }
}

/* Where the command is not in the text, its answer tells which one it was. */
static gboolean
add_cloud_step (RkBootTalk       *self,
                const RkBootFact *fact,
                RkBootFact       *conclusion)
{
  int step = (int)CLAMP (fact->values[0], -1, 99);
  gboolean again = step == self->cloud_step;
  gboolean is_first = self->pending != RK_BOOT_TALK_UPDATE && self->cloud_step < 0;

  self->pending = RK_BOOT_TALK_UPDATE;
  self->cloud_over = self->cloud_failed = step < 0;
  self->cloud_step = MAX (step, self->cloud_step);
  self->garbage_after = FALSE;
  if (is_first)
    return conclude (conclusion, RK_BOOT_FACT_AT_COMMAND, -1, "AT+CIUPDATE");
  return again && step > 0 && conclude (conclusion, RK_BOOT_FACT_CLOUD_REPEATED, step, "");
}

/* Without a command it joins the network it knows.  Where the log begins with it,
 * the command may have been before.
 */
static gboolean
add_connected (RkBootTalk         *self,
               const RkBootReport *report,
               RkBootFact         *conclusion)
{
  if (self->pending == RK_BOOT_TALK_JOIN || self->join_told)
    return FALSE;
  return end_join (self, report->n_starts > 0 || report->n_ready > 0 ? RK_BOOT_JOIN_AUTO : RK_BOOT_JOIN_OK, conclusion);
}

/* "state: 3 -> 0 (19)": from an attempt or a connection back to nothing. */
static void
add_wifi_state (RkBootTalk       *self,
                const RkBootFact *fact)
{
  if (fact->values[0] < 2 || fact->values[1] != 0 || fact->values[2] <= 0)
    return;

  self->n_wifi_failed++;
  self->wifi_reason = (int)MIN (fact->values[2], G_MAXINT);
}

/**
 * _rk_boot_talk_add_fact:
 * @self: a talk
 * @fact: what a line says
 * @report: what is known, @fact included
 * @conclusion: (inout): at first a copy of @fact; what it and the lines before
 *   tell together
 *
 * Returns: whether there is a conclusion
 */
gboolean
_rk_boot_talk_add_fact (RkBootTalk         *self,
                        const RkBootFact   *fact,
                        const RkBootReport *report,
                        RkBootFact         *conclusion)
{
  switch ((int)fact->kind) /* the others say nothing here */
    {
    case RK_BOOT_FACT_AT_COMMAND:
      return add_command (self, fact, conclusion);
    case RK_BOOT_FACT_AT_REPLY:
      return add_reply (self, fact, conclusion);
    case RK_BOOT_FACT_AT_BUSY:
      /* What was typed last is dropped; the command before it goes on. */
      self->n_dropped += strcmp (fact->text, "now") == 0;
      self->pending = self->before;
      return FALSE;
    case RK_BOOT_FACT_AT_VERSION:
      g_strlcpy (self->at_version, fact->text, sizeof self->at_version);
      self->gmr |= (guint)fact->values[0];
      return self->n_commands++ == 0 && conclude (conclusion, RK_BOOT_FACT_AT_COMMAND, -1, "AT+GMR");
    case RK_BOOT_FACT_BIN_VERSION:
      self->gmr |= RK_BOOT_GMR_BIN;
      return FALSE;
    case RK_BOOT_FACT_COMPILE_TIME:
      self->gmr |= RK_BOOT_GMR_COMPILE;
      return FALSE;
    case RK_BOOT_FACT_VENDOR:
      self->gmr |= self->gmr != 0 ? RK_BOOT_GMR_VENDOR : 0;
      return FALSE;
    case RK_BOOT_FACT_CLOUD_STEP:
      return add_cloud_step (self, fact, conclusion);
    case RK_BOOT_FACT_JOIN_ERROR:
      self->pending = RK_BOOT_TALK_JOIN;
      self->join_error_told = TRUE;
      self->join_error = (int)CLAMP (fact->values[0], 0, 99);
      return FALSE;
    case RK_BOOT_FACT_JOIN:
      self->join = (int)fact->values[0];
      return FALSE;
    case RK_BOOT_FACT_WIFI:
      return fact->values[0] == RK_BOOT_WIFI_CONNECTED && add_connected (self, report, conclusion);
    case RK_BOOT_FACT_WIFI_STATE:
      add_wifi_state (self, fact);
      return FALSE;
    case RK_BOOT_FACT_RESTARTING:
      /* From sleep a module wakes by a reset; who only restarts itself may loop. */
      self->restart_asked = self->restart_asked || fact->values[0] == 1;
      return FALSE;
    case RK_BOOT_FACT_GARBAGE:
      self->garbage_after = TRUE;
      return FALSE;
    case RK_BOOT_FACT_START:
      self->join_told = FALSE;
      self->restart_asked = FALSE;
      return end_gmr (self, conclusion);
    default:
      return FALSE;
    }
}

/**
 * _rk_boot_talk_finish:
 * @self: a talk
 * @conclusion: (inout): with the place where the text ends
 *
 * Returns: whether there is a conclusion from the end of the text
 */
gboolean
_rk_boot_talk_finish (RkBootTalk *self,
                      RkBootFact *conclusion)
{
  return end_gmr (self, conclusion);
}
