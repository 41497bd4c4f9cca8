/* rom-download.c: the serial loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its manners are those of the chip, the odd ones too: an unknown command is
 * answered with the number of the one before, an error number stays in later
 * replies that succeed, a block with a bad checksum uses up its sequence number.
 */

#include "rom.h"

enum
{
  OP_FLASH_BEGIN  = 2,
  OP_FLASH_DATA   = 3,
  OP_FLASH_END    = 4,
  OP_MEM_BEGIN    = 5,
  OP_MEM_END      = 6,
  OP_MEM_DATA     = 7,
  OP_SYNC         = 8,
  OP_WRITE_REG    = 9,
  OP_READ_REG     = 10,
  OP_FLASH_PARAMS = 11,
};

enum
{
  ERROR_INVALID   = 5,
  ERROR_FAILED    = 6,
  ERROR_CHECKSUM  = 7,
  ERROR_READ_BACK = 8,
};

#define UART_INTERRUPT_MASK (1 << 5)
#define SYNC_REPLIES        8
#define REPLY_LENGTH        10
#define BLOCK_MAX           0x1800
#define BLOCK_HEADER        16
#define CHECKSUM_SEED       0xef

typedef struct
{
  uint8_t  direction;
  uint8_t  op;
  uint16_t size;
  uint8_t  check;
  uint8_t  unused[3];
  uint32_t words[4];
} Request;

typedef struct
{
  uint8_t  direction;
  uint8_t  op;
  uint16_t size;
  uint32_t value;
  uint8_t  failed;
  uint8_t  error;
} Reply;

typedef struct
{
  uint32_t total;
  uint32_t blocks;
  uint32_t block_size;
  uint32_t sequence;
  uint32_t received;
  uint32_t address;
} Download;

typedef struct
{
  Download  download;
  uint32_t  error;
  uint32_t  leave;
  UserStart *start;
} Session;

extern Reply rom_reply;

static uint8_t
checksum (const uint8_t *bytes,
          uint32_t       count)
{
  uint8_t sum = CHECKSUM_SEED;

  while (count-- != 0)
    sum ^= *bytes++;
  return sum;
}

static uint32_t
fail (Session *session,
      uint32_t error)
{
  session->error = error;
  return 1;
}

static void
send_reply (uint32_t count)
{
  while (count-- != 0)
    SendMsg ((const uint8_t *)&rom_reply, REPLY_LENGTH);
}

static uint32_t
begin (Session       *session,
       const Request *request)
{
  Download *download = &session->download;

  if (request->size != 16 || request->words[2] > BLOCK_MAX)
    return fail (session, ERROR_INVALID);

  download->total = request->words[0];
  download->blocks = request->words[1];
  download->block_size = request->words[2];
  download->address = request->words[3];
  download->sequence = 0;
  download->received = 0;

  return 0;
}

static uint32_t
flash_begin (Session       *session,
             const Request *request)
{
  spi_flash_attach ();
  if (begin (session, request) != 0)
    return 1;

  Cache_Read_Disable ();
  if (SPIEraseArea (session->download.address, session->download.total) != 0)
    return fail (session, ERROR_FAILED);

  return 0;
}

/* What blocks for flash and for RAM have in common. */
static uint32_t
check_block (Session       *session,
             const Request *request)
{
  Download *download = &session->download;
  uint32_t  size = request->words[0];

  if (request->size > BLOCK_MAX + BLOCK_HEADER || request->words[1] != download->sequence || size > download->block_size)
    return fail (session, ERROR_INVALID);

  return 0;
}

static uint32_t
check_data (Session       *session,
            const Request *request)
{
  session->download.sequence++;
  if (request->check != checksum ((const uint8_t *)&request->words[4], request->words[0]))
    return fail (session, ERROR_CHECKSUM);

  return 0;
}

static uint32_t
advance (Session  *session,
         uint32_t  size)
{
  session->download.received += size;
  session->download.address += size;
  return 0;
}

static uint32_t
flash_data (Session *session,
            Request *request)
{
  uint32_t  size = request->words[0];
  uint32_t *data = &request->words[4];

  if (check_block (session, request) != 0)
    return 1;
  if (size % 4 != 0)
    return fail (session, ERROR_INVALID);
  if (check_data (session, request) != 0)
    return 1;

  SPIWrite (session->download.address, data, size);
  SPIRead (session->download.address, data, size);
  if (request->check != checksum ((const uint8_t *)data, size))
    return fail (session, ERROR_READ_BACK);

  return advance (session, size);
}

static uint32_t
mem_data (Session       *session,
          const Request *request)
{
  if (check_block (session, request) != 0 || check_data (session, request) != 0)
    return 1;

  memcpy ((void *)session->download.address, &request->words[4], request->words[0]);
  return advance (session, request->words[0]);
}

/* Leaves in any case, and protects what was written when all of it came. */
static uint32_t
flash_end (Session *session)
{
  Download *download = &session->download;

  session->leave = 1;
  *session->start = NULL;
  if (download->blocks != download->sequence || download->total != download->received)
    return fail (session, ERROR_FAILED);
  SPILock ();

  return 0;
}

static uint32_t
mem_end (Session       *session,
         const Request *request)
{
  if (request->size > 8)
    return fail (session, ERROR_INVALID);

  session->leave = (request->words[0] & 0xff) == 0;
  *session->start = (UserStart)request->words[1];

  return 0;
}

static uint32_t
sync (Session       *session,
      const Request *request)
{
  rom_reply.value = request->words[0];
  session->error = 0;
  return 0;
}

static uint32_t
write_registers (Session       *session,
                 const Request *request)
{
  const uint32_t *words = request->words;

  for (uint32_t count = request->size / 16; count != 0; count--, words += 4)
    {
      ets_delay_us (words[3] & 0xffff);
      REG (words[0]) = (words[1] & words[2]) | (REG (words[0]) & ~words[2]);
    }
  session->error = 0;

  return 0;
}

static uint32_t
read_register (Session       *session,
               const Request *request)
{
  rom_reply.value = REG (request->words[0]);
  session->error = 0;
  return 0;
}

static uint32_t
flash_params (Session       *session,
              const Request *request)
{
  const uint32_t *words = request->words;

  if (request->size != 24)
    return fail (session, ERROR_INVALID);
  return SPIParamCfg (words[0], words[1], words[2], words[3], words[4], words[5]);
}

static uint32_t
act (Session *session,
     Request *request)
{
  switch (request->op)
    {
    case OP_FLASH_BEGIN:
      return flash_begin (session, request);
    case OP_FLASH_DATA:
      return flash_data (session, request);
    case OP_FLASH_END:
      return flash_end (session);
    case OP_MEM_BEGIN:
      return begin (session, request);
    case OP_MEM_END:
      return mem_end (session, request);
    case OP_MEM_DATA:
      return mem_data (session, request);
    case OP_SYNC:
      return sync (session, request);
    case OP_WRITE_REG:
      return write_registers (session, request);
    case OP_READ_REG:
      return read_register (session, request);
    default:
      return flash_params (session, request);
    }
}

static void
serve (Session *session,
       Request *request)
{
  uint32_t known = request->direction == 0 && request->op >= OP_FLASH_BEGIN && request->op <= OP_FLASH_PARAMS;
  uint32_t failed = known ? act (session, request) : fail (session, ERROR_INVALID);

  if (known)
    rom_reply.op = request->op;
  rom_reply.failed = failed != 0;
  rom_reply.error = session->error;
  send_reply (rom_reply.op == OP_SYNC ? SYNC_REPLIES : 1);
}

/* Receives requests until one says to leave. */
uint32_t
UartDwnLdProc (uint8_t   *message,
               uint32_t   size,
               UserStart *start)
{
  Session session;

  memset (&session, 0, sizeof session);
  session.start = start;
  rom_reply.direction = 1;
  rom_reply.size = 2;

  ets_isr_unmask (UART_INTERRUPT_MASK);
  while (!session.leave)
    {
      RcvMsg (message, size, 0);
      serve (&session, (Request *)message);
    }
  ets_isr_mask (UART_INTERRUPT_MASK);

  return 0;
}

/* One look whether a host is there: first measures its rate, then waits for
 * SYNC.  Answers 2 when it has come and was answered, else 0. */
uint32_t
UartConnCheck (void)
{
  const Request *request = (const Request *)ROM_MESSAGE_BUFFER;

  if (UartDev.rcv_state <= RCV_WAIT_EDGES)
    {
      uint32_t divider = uart_baudrate_detect (0, 0) & 0xffff;

      if (divider == 0)
        return 0;
      uart_div_modify (0, divider);
      UartDev.rcv_state = RCV_SEARCH_HEAD;
    }

  if (RcvMsg (ROM_MESSAGE_BUFFER, ROM_MESSAGE_SIZE, 1) != 0 || request->direction != 0 || request->op != OP_SYNC)
    return 0;

  rom_reply.direction = 1;
  rom_reply.op = OP_SYNC;
  rom_reply.size = 2;
  rom_reply.value = request->words[0];
  rom_reply.failed = 0;
  rom_reply.error = 0;
  send_reply (SYNC_REPLIES);

  return 2;
}
