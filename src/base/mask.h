/* mask.h - hides what names a person: phone, e-mail, bank card and identity numbers in a text.
 *
 * Pure, in place: every hidden digit or letter becomes a star of the same length, so that nothing
 * moves.  Enough stays to recognise one's own: 138****5678, z*****@example.com.
 *
 * What counts: a mainland mobile number, a number with its area code or +country, e-mail addresses;
 * 15 to 19 digits that pass the check digit of bank cards (ISO/IEC 7812); 17 digits and a check sign
 * of a resident identity number (GB 11643).  Blanks and hyphens between groups of digits and
 * full-width digits are seen through.  Other numbers, such as those of orders, stay; one in ten of
 * 15 to 19 digits looks like a card and is hidden as well. */
#ifndef XIAOER_BASE_MASK_H
#define XIAOER_BASE_MASK_H

#include <stddef.h>

void mask_personal(char *text, size_t n);

#endif
