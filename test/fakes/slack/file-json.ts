import type { JsonObject } from './json-object.ts';
import type { World } from './world.ts';

/** A file as messages carry it; Slack Connect sends a shell that files.info must fill. */
export function fileJson(world: World, id: string, whole = false): JsonObject {
  const file = world.files.get(id);
  if (file === undefined) return { id, mode: 'tombstone' };
  if (file.hollow && !whole) return { id, mode: 'file_access', file_access: 'check_file_info' };
  const path = `${world.origin}/files-pri/${world.teamId}-${id}`;
  return {
    id,
    created: 1,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? 'text',
    pretty_type: 'File',
    user: file.user,
    user_team: world.users.get(file.user)?.teamId,
    editable: false,
    size: file.content.byteLength,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${path}/${encodeURIComponent(file.name)}`,
    url_private_download: `${path}/download/${encodeURIComponent(file.name)}`,
    permalink: `${world.origin}/files/${file.user}/${id}/${encodeURIComponent(file.name)}`,
    file_access: 'visible',
  };
}
