// The people of the demo, as `societas demo` prints them.

/** The password of every demo account. */
export const PASSWORD = 'Societas-2026';

/** Login names by what the person is. */
export const account = {
  /** Administrator of the association. */
  administrator: 'admin',
  /** Reviewer of the association. */
  reviewer: 'reviewer',
  /** Administrator of a society. */
  society: 'lixue',
  /** Secretary of the same society. */
  secretary: 'secretary',
  /** Administrator of a society that has handed its evaluation in. */
  submitted: 'shuxue',
  /** Liaison of an electing unit. */
  liaison: 'liaison',
} as const;
