/* rk-symbol-reader-dw.c: reading an ELF file with libdw of elfutils
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-symbols-private.h"

#include "rk-error.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

struct _RkSymbolReader
{
  Dwfl        *dwfl;
  Dwfl_Module *module;
};

static const Dwfl_Callbacks callbacks = {
  .find_elf = dwfl_build_id_find_elf,
  .find_debuginfo = dwfl_standard_find_debuginfo,
  .section_address = dwfl_offline_section_address,
};

RkSymbolReader *
_rk_symbol_reader_open (const char  *path,
                        GError     **error)
{
  RkSymbolReader *self = g_new0 (RkSymbolReader, 1);

  self->dwfl = dwfl_begin (&callbacks);
  if (self->dwfl != NULL)
    {
      dwfl_report_begin (self->dwfl);
      self->module = dwfl_report_offline (self->dwfl, "", path, -1);
      dwfl_report_end (self->dwfl, NULL, NULL);
    }
  if (self->module != NULL)
    return self;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "%s: %s", path, dwfl_errmsg (-1));
  _rk_symbol_reader_free (self);
  return NULL;
}

void
_rk_symbol_reader_free (RkSymbolReader *self)
{
  if (self->dwfl != NULL)
    dwfl_end (self->dwfl);
  g_free (self);
}

/* The symbol that holds the address, not only the nearest one before it. */
static char *
dup_symbol (RkSymbolReader *self,
            Dwarf_Addr      address)
{
  GElf_Off offset = 0;
  GElf_Sym symbol = { 0 };
  const char *name = dwfl_module_addrinfo (self->module, address, &offset, &symbol, NULL, NULL, NULL);

  return offset < symbol.st_size ? g_strdup (name) : NULL;
}

/* The name as it is written in the source; the symbol's is mangled in C++. */
static char *
dup_function (RkSymbolReader *self,
              Dwarf_Addr      address)
{
  Dwarf_Addr bias = 0;
  Dwarf_Die *unit = dwfl_module_addrdie (self->module, address, &bias);
  Dwarf_Die *scopes = NULL;
  int count = unit != NULL ? dwarf_getscopes (unit, address - bias, &scopes) : 0;
  char *name = NULL;

  for (int i = 0; i < count && name == NULL; i++)
    if (dwarf_tag (&scopes[i]) == DW_TAG_subprogram || dwarf_tag (&scopes[i]) == DW_TAG_inlined_subroutine)
      name = g_strdup (dwarf_diename (&scopes[i]));
  free (scopes);

  return name != NULL ? name : dup_symbol (self, address);
}

gboolean
_rk_symbol_reader_lookup (RkSymbolReader  *self,
                          guint32          address,
                          char           **function,
                          char           **file,
                          int             *line)
{
  Dwfl_Line *found = dwfl_module_getsrc (self->module, address);

  *function = dup_function (self, address);
  if (found != NULL)
    *file = g_strdup (dwfl_lineinfo (found, NULL, line, NULL, NULL, NULL));
  return *function != NULL || *file != NULL;
}
