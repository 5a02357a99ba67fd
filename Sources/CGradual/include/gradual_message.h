/* How the implementation of gradual.h tells what was wrong; not for its users. */
#ifndef GRADUAL_MESSAGE_H
#define GRADUAL_MESSAGE_H

/* What gradual_error() will return to this thread: as much of the text as there is room for. */
void gradual_set_error(const char *text);

#endif
