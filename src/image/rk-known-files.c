/* rk-known-files.c: published files, known by their hash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Computed from the files at the release tags of espressif/ESP8266_NONOS_SDK
 * (folders bin and bin/at) and from espressif/ESP8266_AT (folder bin).
 */

#include "rk-known-files.h"

#include <string.h>

static const RkKnownFile known_files[] = {
  { "1ab633d1e1f5aca16743921582a9b29f584f1d353e9b5b2d6305e9a8156820fb",
    "ESP8266_NONOS_SDK v2.0.0", "1024+1024/user1.2048.new.5.bin", "1.3.0" },
  { "268144aa059708a35d871302115affa1bdd98eb84623bd4f2fed1c706d2ecc4a",
    "ESP8266_NONOS_SDK v2.0.0", "1024+1024/user2.2048.new.5.bin", "1.3.0" },
  { "da5cfd328d47448187d6cd4e29562d4b023412358cfe063065dbb8accd45717a",
    "ESP8266_NONOS_SDK v2.0.0", "512+512/user1.1024.new.2.bin", "1.3.0" },
  { "929fdd88ecdac34d8e251b145bcc2cdb4b5f785122c67e9f9e152f8f313dffb5",
    "ESP8266_NONOS_SDK v2.0.0", "512+512/user2.1024.new.2.bin", "1.3.0" },
  { "05dfa91c4f70269b9a2c2be4c4db5c6d3669dee654969a65906867d56dc85bbb",
    "ESP8266_NONOS_SDK v2.1.0", "1024+1024/user1.2048.new.5.bin", "1.4.0" },
  { "0b657a68830ecbe1c97da73378c9e5a68c404700f32fe5f66d27ac662fd2e54e",
    "ESP8266_NONOS_SDK v2.1.0", "1024+1024/user2.2048.new.5.bin", "1.4.0" },
  { "7d1b577231ab8ee4d5999adde69286dcfca736f9579840a6a15bba3a9516487a",
    "ESP8266_NONOS_SDK v2.1.0", "512+512/user1.1024.new.2.bin", "1.4.0" },
  { "39824ecc91eeffd6d4ace49396d3b89fea4552a386bb04326a155a6c643b8404",
    "ESP8266_NONOS_SDK v2.1.0", "512+512/user2.1024.new.2.bin", "1.4.0" },
  { "eeaf1729a6cac85667adc6b668e1c6b2830ee9ac56febc6ed70f834ecfe29e70",
    "ESP8266_NONOS_SDK v2.2.1", "1024+1024/user1.2048.new.5.bin", "1.6.2" },
  { "5a98b6be326dc81816076017c10d97993ab3c34cb8edf98971e6215fa465789a",
    "ESP8266_NONOS_SDK v2.2.1", "1024+1024/user2.2048.new.5.bin", "1.6.2" },
  { "a034b27fcf63c0e5a0a37c2af0cc1aa59eb6fa489c0d297021c03b63343db33c",
    "ESP8266_NONOS_SDK v2.2.1", "512+512/user1.1024.new.2.bin", "1.6.2" },
  { "26c9f25c6b27c2b55101a5dd0f608c2256eadd731ea90a29bb4f6d2d92c2123f",
    "ESP8266_NONOS_SDK v2.2.1", "512+512/user2.1024.new.2.bin", "1.6.2" },
  { "9f29641ecc1f8dfaa7e3cbba12518f563ea11294e09f16f0212a3942a7d0ef89",
    "ESP8266_NONOS_SDK v3.0", "1024+1024/user1.2048.new.5.bin", "1.7.0" },
  { "0ea98bad55b438b67b5a6f4ae0e0bbbe9db37b26c62eaced3461c03095d27f0d",
    "ESP8266_NONOS_SDK v3.0", "1024+1024/user2.2048.new.5.bin", "1.7.0" },
  { "5de794266fa1ca017b6183e8483ec37cab771ea2b779af8ec47b2d77572209a6",
    "ESP8266_NONOS_SDK v3.0.4", "1024+1024/user1.2048.new.5.bin", "1.7.4" },
  { "a285f0d261df79f6571b2865699ea4fcec201bf5f5bf0d8e54c39add536bedf6",
    "ESP8266_NONOS_SDK v3.0.4", "1024+1024/user2.2048.new.5.bin", "1.7.4" },
  { "171a4d3ce4ff33397213cff6ed85e6334930b50d656d1a94a0e3838d05fd7894",
    "ESP8266_NONOS_SDK v3.0.4", "512+512/user1.1024.new.2.bin", "1.7.4" },
  { "002e5bcae594ae52a82dc3eb33d58a34c3e39065cd434fdec0032a6369300806",
    "ESP8266_NONOS_SDK v3.0.4", "512+512/user2.1024.new.2.bin", "1.7.4" },
  { "895c6c96c3bd241971da50511f0136438f8ab18d2f7216415ab988ef72aafa03",
    "ESP8266_NONOS_SDK v3.0.5", "1024+1024/user1.2048.new.5.bin", "1.7.5" },
  { "38f1ebbf42ec8b64e6e3835b641be61136579836de9ab52ea70943298f4b8407",
    "ESP8266_NONOS_SDK v3.0.5", "1024+1024/user2.2048.new.5.bin", "1.7.5" },
  { "c7a24db4bc3031de6a2d17809f87046c254510badbd49fc52ca7fdd73b3104be",
    "ESP8266_NONOS_SDK v3.0.5", "512+512/user1.1024.new.2.bin", "1.7.5" },
  { "6e02c8144a2e3cbe985aa5726bffb63d36d5a0a859d0a58b7da351ff84701b21",
    "ESP8266_NONOS_SDK v3.0.5", "512+512/user2.1024.new.2.bin", "1.7.5" },
  { "0414723ed18c14946022ecd9707241940901eb784ffed803b3be5f1dee4edaa9",
    "ESP8266_NONOS_SDK v3.0.6", "1024+1024/user1.2048.new.5.bin", "1.7.6" },
  { "132a8b321059ee95c9aa4ab2c63af6c50efbe77edfc92b6be3851c73843a61fb",
    "ESP8266_NONOS_SDK v3.0.6", "1024+1024/user2.2048.new.5.bin", "1.7.6" },
  { "3040890680ba1071c1791eeb371b5f83609bc98383b47fe7e378db9a9e18c681",
    "ESP8266_NONOS_SDK v3.0.6", "512+512/user1.1024.new.2.bin", "1.7.6" },
  { "0022d612fbae82874fbb1e4362e7811a22d00b8774a3946bd3782faedc740dda",
    "ESP8266_NONOS_SDK v3.0.6", "512+512/user2.1024.new.2.bin", "1.7.6" },
  { "25e4e7bccfefdd3195ad215818943744a3200eaa0f1f4bdaa5d8c438a691451d",
    "ESP8266_AT", "boot_v1.1.bin", NULL },
  { "f47a8ec3e9aff2318d896942282ad4fe37d6391c82914f54a5da8a37de1300c6",
    "ESP8266_NONOS_SDK v3.0.6", "blank.bin", NULL },
  { "64a1b90a900dcc336455955bdc21fc199a48c1c8a3b648e3c3980c1c373f2523",
    "ESP8266_NONOS_SDK v3.0.6", "boot_v1.2.bin", NULL },
  { "7e03b34e122add70d03ec451e3c539976653b5b670feedebc6f4947f5c710da6",
    "ESP8266_NONOS_SDK v3.0.6", "boot_v1.6.bin", NULL },
  { "71fca3dd7c9d12dd33dc1979a72829de5f3fe9e1d77ec205cf6517d125f7c8f8",
    "ESP8266_NONOS_SDK v3.0.6", "boot_v1.7.bin", NULL },
  { "0da80624efa6159bbf30141b6e978a17bed80d8f5505c4bbfb75d49f496ecb83",
    "ESP8266_NONOS_SDK v3.0.6", "esp_init_data_default_v05.bin", NULL },
  { "b2218087cf938ce665b26ac049f7d146677c70fe2909205a4d0e6a58aef0e4b3",
    "ESP8266_NONOS_SDK v3.0.6", "esp_init_data_default_v08.bin", NULL },
  { "81e04e5ec0afef0aad3b52cca2a9bbccc205f4c57334c438e1d81e38ce94b932",
    "ESP8266_AT", "esp_init_data_default.bin", NULL },
  { "067e3a40c809f59ea2fad3e82d86a655bc43e5ff361f083c0b7b68a21a3a723e",
    "ESP8266_AT", "v0.20/user1.bin", "0.20" },
  { "4e0145354ae25833ecbaf2b659afc01daf3ea6a2945963d2977329a028de6e3b",
    "ESP8266_AT", "newest/user1.bin", NULL },
  { "f706761d400cb8589fcc50805c52f42eda441da01377c5b752b61f609abdc896",
    "ESP8266_NONOS_SDK v2.0.0", "at/noboot/eagle.flash.bin", "1.3.0" },
  { "5b263202d39e8c8c8cc9ae37af8269c45f6c2d1e6bc89a3ddc598f4d5b5487f1",
    "ESP8266_NONOS_SDK v2.0.0", "at/noboot/eagle.irom0text.bin", "1.3.0" },
  { "30f55d973d47048ddb3a581f60eec5a04153dfe4b0dc68a769e9a4345f6deccc",
    "ESP8266_NONOS_SDK v2.2.0", "512+512/user1.1024.new.2.bin", "1.6.0" },
  { "cbd447626c184ffbeb9b8e1eb4d320fc28caa99204371171c063f5a7d6f4ab7e",
    "ESP8266_NONOS_SDK v2.2.0", "512+512/user2.1024.new.2.bin", "1.6.0" },
  { "42cae0067004de483a85871f82b7416c1573d69b0d4d77ab785ea415e7a512ed",
    "ESP8266_NONOS_SDK v2.2.0", "1024+1024/user1.2048.new.5.bin", "1.6.0" },
  { "00596ebc99e8ead2590557498ca28c1563dd0105cf220834ca3294f74e5ef144",
    "ESP8266_NONOS_SDK v2.2.0", "1024+1024/user2.2048.new.5.bin", "1.6.0" },
  { "7f6adbf19a4190ccbf7232971f13b37caa2fa99e15f313bbd40ce0182e427412",
    "ESP8266_NONOS_SDK v3.0.1", "1024+1024/user1.2048.new.5.bin", "1.7.1" },
  { "9d9b3a43ee9e9ff385ecb1c32e7cdb85292e84ce1f820431a840661998428cf3",
    "ESP8266_NONOS_SDK v3.0.1", "1024+1024/user2.2048.new.5.bin", "1.7.1" },
  { "4c2dbe26a3f712ddd68873bc777b136ccaffc4322ce685a6e02d69f8e8fe6dd1",
    "ESP8266_NONOS_SDK v3.0.2", "1024+1024/user1.2048.new.5.bin", "1.7.2" },
  { "9553d8b45c3ef5e9e4553d6a77556a552fcae934d6b236b0a54a6f1de8211e80",
    "ESP8266_NONOS_SDK v3.0.2", "1024+1024/user2.2048.new.5.bin", "1.7.2" },
  { "dd522a7a346bce50d9c2dede688dee9ae29474f540c2e1533c53daeb22ed6006",
    "ESP8266_NONOS_SDK v3.0.3", "1024+1024/user1.2048.new.5.bin", "1.7.3" },
  { "93af19fcf7556939a61f1a9cdd8af8d340c848aa1010227df25958589ff8d8eb",
    "ESP8266_NONOS_SDK v3.0.3", "1024+1024/user2.2048.new.5.bin", "1.7.3" },
};

/**
 * rk_known_file_find:
 * @sha256: in lower case hex
 *
 * Returns: (nullable) (transfer none): the published file with this content
 */
const RkKnownFile *
rk_known_file_find (const char *sha256)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_files); i++)
    if (strcmp (known_files[i].sha256, sha256) == 0)
      return &known_files[i];

  return NULL;
}
