const channel = 'concord-signed-out';

/** Tells every other page of this browser that a member signed out and nothing of theirs is to be kept here any more. */
export function tellSignedOut(member: string): void {
  const teller = new BroadcastChannel(channel);
  teller.postMessage(member);
  teller.close();
}

/** Calls once a member signed out in another page of this browser. */
export function onSignedOut(member: string, then: () => void): void {
  new BroadcastChannel(channel).addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === member) then();
  });
}
