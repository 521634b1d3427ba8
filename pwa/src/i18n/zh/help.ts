/** 帮助 and the practice crate, fetched when first opened and kept for use without a network. */
export const help = {
  title: '帮助',
  lead: '每页三幅图，没有信号也能看。',
  practise: '练习一箱',
  practiseHint: '一步步做一遍，什么都不会记录。',
  all: '全部帮助',
  next: '下一页',
  colon: '：',
  pages: {
    scan: {
      title: '扫码',
      steps: {
        aim: '手机对准标识上的二维码，一臂之内，不必按任何键。',
        shapes: '先看形状：圆圈有效，三角注意，八角停下。再看字。',
        other: '扫不到就开手电、拍照识别，或输入标识号。',
      },
    },
    gate: {
      title: '整车到园',
      steps: {
        open: '相机一直开着，逐箱扫过去。',
        grid: '扫到一箱，填满一格；空着的格子就是缺的箱。',
        doubt: '有疑问的箱放在一边，先放行其余。',
      },
    },
    inspect: {
      title: '查验',
      steps: {
        before: '开箱前先拍整箱和标识。',
        answer: '一项一答：合格、不合格、不适用。没有预设答案。',
        leave: '随时可以离开；回来时停在原来那一项。',
      },
    },
    photo: {
      title: '照片',
      steps: {
        near: '先拍全景，再靠近拍特写。',
        item: '照片跟着它证明的那一项，按该项旁的相机。',
        kept: '原片当场存进本机，一个字节也不改。',
      },
    },
    find: {
      title: '发现活虫',
      steps: {
        close: '先合箱封严，再填写。',
        sample: '拍照、取样，写明箱号。',
        report: '同批各箱已冻结；立即报告值班主任。',
      },
    },
    sign: {
      title: '签名',
      steps: {
        gaps: '缺什么，页末会逐条列出，按一下就到。',
        people: '选记录人；货主在场见证、拒签或无人在场。',
        final: '主检签名后不能改，只能更正；更正也留痕。',
      },
    },
    outbox: {
      title: '待传',
      steps: {
        states: '云朵是待传和已收，锁是已存证。',
        later: '没有信号照常干活，有网后自动上传。',
        export: '总传不上去，就导出未传，交给工作台。',
      },
    },
    phone: {
      title: '这台手机',
      steps: {
        sun: '太阳底下用户外模式：字更粗，没有灰字。',
        update: '新版本不会打断手里的活，由您决定何时更新。',
        out: '退出登录只是收起来，未传的记录都在。',
      },
    },
  },
  practice: {
    title: '练习',
    mark: '练习：不记入日志，不上传，离开即忘。',
    step: '第 {n} 步，共 {of} 步',
    scan: '这是练习标识。真的标识在箱子右上角，把手机对准它。',
    pretend: '当作已扫到',
    verdict: '圆圈和“标识有效”：可以开箱。先核对箱号、展位和货物。',
    begin: '开始查验',
    answer: '三个问题，每个按一个大键。点错了，再按一个就改过来。',
    questions: {
      mark: '箱唛与箱号同报检单一致',
      soil: '货物、包装及箱内无土壤',
      wood: '木质包装有 IPPC 标识',
    },
    photo: '给第 2 项拍一张照片：按相机，拍什么都行，或当作已拍。',
    photoPretend: '当作已拍',
    photoDone: '照片已在这一项旁边。练习的照片不保存。',
    find: '箱底有东西在爬。按“发现活虫”。',
    live: '发现活虫',
    which: '看到的是什么？说不准就选“不明”，按两下就够。',
    larva: '不明幼虫',
    adult: '不明成虫',
    contained: '合箱、封严、报告。真的查验里，同批各箱此刻已冻结。',
    sign: '评定已定：送实验室检测。签名后不能改，只能更正。',
    signIt: '签名（练习）',
    done: '练习完成',
    doneHint: '什么都没有记录。真的查验也就是这几步。',
    again: '再练一次',
    start: '去扫码',
    next: '下一步',
    leave: '结束练习',
    shot: '练习照片',
  },
}
