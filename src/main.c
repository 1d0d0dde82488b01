/* main.c - the program's entry. */
#include <stdio.h>

int main(void)
{
	puts("xiaoer " XIAOER_VERSION);
	return 0;
}
