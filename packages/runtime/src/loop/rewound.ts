/** The task's state stands for earlier offsets than the group had committed: reading has to start again from there. */
export class Rewound extends Error {
  override readonly name = 'Rewound';
}
