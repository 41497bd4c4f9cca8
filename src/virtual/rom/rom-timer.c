/* rom-timer.c: software timers on FRC2
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

#define FRC2_INTERRUPT     10
#define FRC2_PRESCALE_256  0x88 /* enabled, by 256 */
#define CALLED             ((Timer *)0xffffffff)

/* As ETSTimer of the SDK's ets_sys.h. */
typedef struct Timer Timer;
struct Timer
{
  Timer   *next;
  uint32_t expire;
  uint32_t period;
  void   (*function) (void *argument);
  void    *argument;
};

static Timer *timers;

void ets_timer_init        (void);
void ets_timer_setfn       (Timer          *timer,
                            void          (*function) (void *argument),
                            void           *argument);
void ets_timer_arm         (Timer          *timer,
                            uint32_t        ms,
                            uint32_t        repeat);
void ets_timer_disarm      (Timer          *timer);
void ets_timer_done        (Timer          *timer);
void ets_timer_handler_isr (void           *argument,
                            ExceptionFrame *frame);

static void
set_alarm (void)
{
  if (timers != NULL)
    FRC2_ALARM = timers->expire;
}

static void
insert (Timer    *timer,
        uint32_t  expire)
{
  Timer **place = &timers;

  while (*place != NULL && (int32_t)((*place)->expire - expire) < 0)
    place = &(*place)->next;
  timer->expire = expire;
  timer->next = *place;
  *place = timer;
  set_alarm ();
}

static void
remove (Timer *timer)
{
  for (Timer **place = &timers; *place != NULL; place = &(*place)->next)
    {
      if (*place == timer)
        {
          *place = timer->next;
          set_alarm ();
          break;
        }
    }
  timer->next = CALLED;
  timer->period = 0;
}

void
ets_timer_init (void)
{
  timers = NULL;
  ets_isr_attach (FRC2_INTERRUPT, ets_timer_handler_isr, NULL);
  DPORT_EDGE_INT_ENABLE |= 4;
  ets_isr_unmask (1 << FRC2_INTERRUPT);
  FRC2_LOAD = 0;
  FRC2_CTRL = FRC2_PRESCALE_256;
}

void
ets_timer_setfn (Timer *timer,
                 void (*function) (void *argument),
                 void  *argument)
{
  timer->function = function;
  timer->argument = argument;
  timer->next = CALLED;
  timer->period = 0;
}

void
ets_timer_arm (Timer    *timer,
               uint32_t  ms,
               uint32_t  repeat)
{
  uint32_t ticks = ms * (rom_cpu_mhz * 1000 / 256);

  ets_intr_lock ();
  if (timer->next != CALLED)
    remove (timer);
  timer->period = repeat ? ticks : 0;
  insert (timer, FRC2_COUNT + ticks);
  ets_intr_unlock ();
}

void
ets_timer_disarm (Timer *timer)
{
  ets_intr_lock ();
  remove (timer);
  ets_intr_unlock ();
}

void
ets_timer_done (Timer *timer)
{
  ets_timer_disarm (timer);
  timer->function = NULL;
  timer->argument = NULL;
}

void
ets_timer_handler_isr (void           *argument,
                       ExceptionFrame *frame)
{
  (void)argument;
  (void)frame;
  FRC2_INT = 1;
  while (timers != NULL && (int32_t)(FRC2_COUNT - timers->expire) >= 0)
    {
      Timer *timer = timers;

      timers = timer->next;
      timer->next = CALLED;
      if (timer->period != 0)
        insert (timer, timer->expire + timer->period);
      timer->function (timer->argument);
    }
  set_alarm ();
}
