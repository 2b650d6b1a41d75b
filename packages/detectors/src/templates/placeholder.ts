/** Stands for a part of a line that changes from one line to the next, in words and in what people see. */
export const PLACEHOLDER = '<*>';
