/** An answer of the recorded client, given again: each message once the engine has said as much as it had before it, or all it will. */
import type { ServedCall, ServedCallListener } from '../../docker/grpc-ends.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';

/** Begins at once. */
export function repeatAnswer(live: ServedCall, { asked, answer, upload }: RecordedCall, names: MadeUpNames): ServedCallListener {
  let [heard, position, ended] = [0, 0, false];
  // The messages of an upload are kept apart; all come before the end of the answer.
  const uploaded = upload?.messages ?? [];
  const send = () => {
    for (; position < answer.length; position += 1) {
      const step = answer[position] as (typeof answer)[number];
      if (!ended && asked.filter(({ seq }) => seq < step.seq).length > heard) return;
      if (step.kind === 'headers') live.answer(names.headersToLive(step.headers));
      else if (step.kind === 'message') live.message(names.toLive(step.data));
      else {
        for (const message of uploaded) live.message(message);
        live.trailers(names.headersToLive(step.headers));
      }
    }
  };
  send();
  return {
    message() {
      heard += 1;
      send();
    },
    end() {
      ended = true;
      send();
    },
    left() {
      position = answer.length;
    },
  };
}
