/** What went wrong and what to do, by the code of a problem. */
export const errors = {
  sign_in_failed: '账号或密码不对。请核对后重试。',
  too_many: '尝试次数过多。请稍候再试。',
  not_signed_in: '登录已过期。请重新登录。',
  enrolment_refused: '登记码无效、已使用或已过期。请让工作台重新出示二维码。',
  no_such_crate: '没有这一箱。请核对报检号和箱号。',
  network: '连不上服务器。请检查网络后重试。',
  captive: '网络需登录认证，尚未上传。请先打开浏览器完成上网认证。',
  server: '服务器暂时不能处理。请稍后重试。',
  other: '操作没有完成。请重试。',
}
