// A text for every thread: what Swift has no words for.

#include "gradual_message.h"

#include <stdio.h>

#include "gradual.h"

static _Thread_local char message[1024];

void gradual_set_error(const char *text) { snprintf(message, sizeof message, "%s", text); }

const char *gradual_error(void) { return message; }
