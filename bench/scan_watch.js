// Runs in the app's page: from the first frame with a white edge (a label is in view) until the
// verdict has been painted. Touches nothing of the app.
;(() => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  let times = []
  let watched = null
  let cameIntoView = null
  let wasThere = null

  function isThere(video) {
    context.drawImage(video, 20, video.videoHeight / 2, 8, 8, 0, 0, 1, 1)
    return context.getImageData(0, 0, 1, 1).data[0] > 128
  }

  function watch(video) {
    watched = video
    cameIntoView = wasThere = null
    const look = (_, { presentationTime }) => {
      if (watched !== video) return
      const there = isThere(video)
      if (there && wasThere === false) cameIntoView = presentationTime
      if (!there) cameIntoView = null
      wasThere = there
      video.requestVideoFrameCallback(look)
    }
    video.requestVideoFrameCallback(look)
  }

  function changed() {
    const video = document.querySelector('video')
    if (video && video !== watched) watch(video)
    if (!document.querySelector('[data-testid=verdict]')) return
    const since = cameIntoView
    cameIntoView = null
    watched = null
    if (since === null) return
    // the second frame after the change begins once the first has been painted
    requestAnimationFrame(() => requestAnimationFrame((now) => times.push(now - since)))
  }
  new MutationObserver(changed).observe(document, { childList: true, subtree: true })

  window.takeVerdictTimes = () =>
    new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        done(times)
        times = []
      })))
    })
})()
