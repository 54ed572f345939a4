/** Spaces, controls, and letters of the basic plane that nobody sees, such as U+200B and U+3164; in a class of a pattern. */
const invisible =
  '\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f' +
  '\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb'

/** For documents: text without NUL in which something can be seen. */
export const visibleTextPattern = `^[^\\u0000]*[^${invisible}][^\\u0000]*$`

/** The other planes have tags, selectors of variants and signs of music and shorthand that nobody sees. */
const visible = new RegExp(
  `[^${invisible}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]`,
  'u',
)

/** Whether a text has a letter, a digit, a sign or a picture that can be seen. */
export const isVisible = (text: string): boolean => visible.test(text)
