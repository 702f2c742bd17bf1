/** The devices in the shape of the IFrame API's answers. */

import type { Kind, LocalMedia } from './local';

interface Device {
  deviceId: string;
  groupId: string;
  kind: MediaDeviceKind;
  label: string;
}

interface Devices {
  audioInput: Device[];
  audioOutput: Device[];
  videoInput: Device[];
}

export interface CurrentDevices {
  audioInput?: Device;
  audioOutput?: Device;
  videoInput?: Device;
}

/** Labels are empty until the browser has given permission. */
export async function availableDevices(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (wanted: MediaDeviceKind) =>
    all
      .filter(({ kind }) => kind === wanted)
      .map(({ deviceId, groupId, kind, label }) => ({ deviceId, groupId, kind, label }));
  return { audioInput: of('audioinput'), audioOutput: of('audiooutput'), videoInput: of('videoinput') };
}

export async function currentDevices(local: LocalMedia): Promise<CurrentDevices> {
  const all = await availableDevices();
  const used = (kind: Kind, among: Device[]) => {
    const id = local.track(kind)?.getSettings().deviceId;
    return among.find(({ deviceId }) => deviceId === id);
  };
  const current: CurrentDevices = {};
  const audioInput = used('audio', all.audioInput);
  const videoInput = used('video', all.videoInput);
  const audioOutput = all.audioOutput.find(({ deviceId }) => deviceId === 'default') ?? all.audioOutput[0];
  if (audioInput !== undefined) current.audioInput = audioInput;
  if (videoInput !== undefined) current.videoInput = videoInput;
  if (audioOutput !== undefined) current.audioOutput = audioOutput;
  return current;
}

/** Chooses a device by id or, as the API prefers, by label. */
export async function setDevice(local: LocalMedia, wanted: Record<string, unknown>): Promise<boolean> {
  const kind: Kind | undefined =
    wanted['kind'] === 'audioinput' ? 'audio' : wanted['kind'] === 'videoinput' ? 'video' : undefined;
  if (kind === undefined) throw new Error('This kind of device cannot be chosen.');
  const all = await availableDevices();
  const device = (kind === 'audio' ? all.audioInput : all.videoInput).find(
    ({ deviceId, label }) => deviceId === wanted['id'] || (label !== '' && label === wanted['label']),
  );
  if (device === undefined) throw new Error('There is no such device.');
  await local.use(kind, device.deviceId);
  return true;
}
