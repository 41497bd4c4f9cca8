/* sketch.c: a program that does nothing, to be looked up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

void store (volatile int *where, int what);
int  add_up (const int *from, int count);

void
store (volatile int *where, int what)
{
  *where = what;
}

int
add_up (const int *from, int count)
{
  int sum = 0;

  while (count-- > 0)
    sum += *from++;
  return sum;
}
