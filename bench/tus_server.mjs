// The peer for photos: @tus/server with its file store, as its readme shows it.
import { createServer } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [port, directory] = process.argv.slice(2)
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) })
createServer(tus.handle.bind(tus)).listen(Number(port), '127.0.0.1')
