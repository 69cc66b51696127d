/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand where the cursor is: the one completer behind those of the shells. */
#ifndef GX_COMPLETE_H
#define GX_COMPLETE_H

/* Print what WORDS[N - 1], the word at the cursor, may become after "gx" and the words before it:
 * one candidate a line, with a tab and its description if it has one, or the line ":files" or
 * ":directories" where names of files are wanted.  Packages come from the index that gx search
 * uses.  Returns 0: there is nothing to complain about. */
int gx_complete(int n, char **words);
/* Print code for "bash", "zsh" or "fish" that asks for that; 2 for another shell. */
int gx_complete_print(const char *shell);

#endif
